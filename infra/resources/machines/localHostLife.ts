import type Docker from "dockerode";
import { networkPaths } from "../../render/paths";
import { fault } from "../fault";
import { type Connection, type HostSession, mustRun, withSession } from "../sessions/hostSession";
import { assertOurs, execText, openEngine, stackLabel, unlessMissing } from "./dockerEngine";
import { dropContainer, ensureContainer } from "./ensureContainer";
import { containerName, hostContainer, volumeNames } from "./hostContainer";
import type { LocalHostInputs } from "./localHost";

const readySeconds = 90;
const hostKeyFile = "/srv/ssh/ssh_host_ed25519_key.pub";

/** Whether this engine grants full privilege; asked once per provider process by a container that does nothing. */
function isPrivilegedAllowed(engine: Docker, image: string): Promise<boolean> {
  const shared = globalThis as { cordilleraPrivileged?: Promise<boolean> };
  shared.cordilleraPrivileged ??= (async () => {
    const probe = await engine.createContainer({
      Image: image,
      Entrypoint: ["/bin/true"],
      NetworkDisabled: true,
      HostConfig: { Privileged: true },
    });
    const isAllowed = await probe.start().then(
      () => true,
      () => false,
    );
    await probe.remove({ force: true }).catch(() => undefined);
    return isAllowed;
  })();
  return shared.cordilleraPrivileged;
}

/** One after the other: replacing every host at once would stop the chain. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const shared = globalThis as { cordilleraTurn?: Promise<unknown> };
  const turn = (shared.cordilleraTurn ?? Promise.resolve()).catch(() => undefined).then(work);
  shared.cordilleraTurn = turn;
  return turn;
}

async function ensureVolumes(engine: Docker, inputs: LocalHostInputs): Promise<void> {
  for (const name of Object.values(volumeNames(inputs.stack, inputs.name))) {
    const found = await unlessMissing(engine.getVolume(name).inspect());
    if (found) assertOurs("volume", name, found.Labels ?? {}, inputs.stack);
    else await engine.createVolume({ Name: name, Labels: { [stackLabel]: inputs.stack } });
  }
}

const keyOf = (line: string): string => line.split(/\s+/).slice(0, 2).join(" ");

/** The public host key, which the host makes at its first boot. */
async function readHostKey(engine: Docker, container: string): Promise<string> {
  return keyOf(await execText(engine, container, ["cat", hostKeyFile]).catch(() => ""));
}

async function awaitHostKey(engine: Docker, container: string, deadline: number): Promise<string> {
  while (Date.now() < deadline) {
    const key = await readHostKey(engine, container);
    if (key.startsWith("ssh-ed25519 ")) return key;
    await new Promise((next) => setTimeout(next, 250));
  }
  const log = await engine.getContainer(container).logs({ stdout: true, stderr: true, tail: 8 });
  throw fault("HOST_NOT_READY", `Host container "${container}" made no ssh key in ${readySeconds} s.`, {
    details: log.toString("utf8").trim().split("\n"),
    fix: `docker logs ${container}`,
  });
}

function assertHostKey(inputs: LocalHostInputs, pinned: string | undefined, found: string): void {
  const accepted = (process.env.CORDILLERA_ACCEPT_HOST_KEY ?? "").split(",");
  if (!pinned || pinned === found || accepted.includes(inputs.name)) return;
  throw fault("HOST_KEY_CHANGED", `The ssh host key of "${inputs.name}" is not the pinned one.`, {
    details: [`pinned: ${pinned}`, `found: ${found}`],
    fix: `Put the old key back into /srv/ssh of the host. If the change was yours: CORDILLERA_ACCEPT_HOST_KEY=${inputs.name} pulumi up`,
  });
}

async function awaitDocker(session: HostSession, name: string, deadline: number): Promise<void> {
  while ((await session.run("docker info >/dev/null 2>&1")).code !== 0) {
    if (Date.now() > deadline) {
      throw fault("HOST_NOT_READY", `Docker inside host "${name}" does not answer.`, {
        details: [`waited: ${readySeconds} s`],
        fix: `docker logs ${name}`,
      });
    }
    await new Promise((next) => setTimeout(next, 400));
  }
}

/** After a replaced host, its services come back by themselves; the next host waits for that. */
async function awaitServices(session: HostSession, deadline: number): Promise<void> {
  const busy = "docker ps -a --filter health=starting --filter health=unhealthy -q | grep -q .";
  while (Date.now() < deadline && (await session.run(busy)).code === 0) {
    await new Promise((next) => setTimeout(next, 1_000));
  }
}

/** Makes the host run and answer; adopts what is there. */
export async function raiseHost(inputs: LocalHostInputs, pinned: string | undefined) {
  const engine = openEngine();
  const container = containerName(inputs.stack, inputs.name);
  const spec = hostContainer(inputs, await isPrivilegedAllowed(engine, inputs.image));
  const raise = async () => {
    await ensureVolumes(engine, inputs);
    const { replaced } = await ensureContainer(engine, inputs.stack, spec);
    const deadline = Date.now() + readySeconds * 1_000;
    const hostKey = await awaitHostKey(engine, container, deadline);
    assertHostKey(inputs, pinned, hostKey);
    const port = inputs.publish.find(({ name }) => name === "ssh")?.hostPort ?? 0;
    const connection: Connection = { host: "127.0.0.1", port, hostKey, keyFile: inputs.keyFile };
    const meshPublicKey = await withSession(connection, deadline - Date.now(), async (session) => {
      await awaitDocker(session, container, deadline);
      if (replaced) await awaitServices(session, deadline);
      return (await mustRun(session, "Reading the mesh's key", `${networkPaths.script} key`)).trim();
    });
    return { hostKey, meshPublicKey, connection, running: true };
  };
  const found = await unlessMissing(engine.getContainer(container).inspect());
  return found?.State.Running ? inTurn(raise) : raise();
}

/**
 * What the engine says of the host; another ssh key than the pinned one counts as stopped, so that `up` tells, and
 * another key of the mesh, so that `up` learns it and tells its peers.
 */
export async function hostState(
  engine: Docker,
  state: LocalHostInputs & { hostKey?: string; meshPublicKey?: string },
): Promise<"running" | "stopped" | "gone"> {
  const container = containerName(state.stack, state.name);
  const found = await unlessMissing(engine.getContainer(container).inspect());
  if (!found) {
    const volumes = Object.values(volumeNames(state.stack, state.name));
    const kept = await Promise.all(volumes.map((name) => unlessMissing(engine.getVolume(name).inspect())));
    return kept.some(Boolean) ? "stopped" : "gone";
  }
  if (!found.State.Running || found.State.Paused) return "stopped";
  if (!state.hostKey) return "running";
  const script = `cat ${hostKeyFile}; ${networkPaths.script} key`;
  const [sshKey = "", meshKey = ""] = (await execText(engine, container, ["sh", "-c", script])).split(
    /\r?\n/,
  );
  return keyOf(sshKey) === state.hostKey && meshKey === state.meshPublicKey ? "running" : "stopped";
}

/** Removes the host's container and volumes; none there is fine. */
export async function dropHost(engine: Docker, stack: string, name: string): Promise<void> {
  await dropContainer(engine, stack, containerName(stack, name));
  for (const volume of Object.values(volumeNames(stack, name))) {
    const found = await unlessMissing(engine.getVolume(volume).inspect());
    if (found?.Labels?.[stackLabel] === stack) await unlessMissing(engine.getVolume(volume).remove());
  }
}
