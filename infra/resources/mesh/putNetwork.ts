import { joinMesh } from "../../render/mesh";
import { networkPaths } from "../../render/paths";
import { fault } from "../fault";
import { type Connection, type HostSession, mustRun, openSession } from "../sessions/hostSession";
import type { HostNetworkInputs } from "./hostNetwork";
import { readNetwork } from "./networkDrift";

export interface NetworkTrial {
  /** After this the host takes its former files back by itself. */
  returnSeconds: number;
  /** How long a new connection may take before the trial counts as failed. */
  connectSeconds: number;
  open: (connection: Connection, waitMs: number) => Promise<HostSession>;
}

const usualTrial: NetworkTrial = { returnSeconds: 20, connectSeconds: 8, open: openSession };

/**
 * Puts firewall and mesh in place and tells the rules as the kernel lists them. Only a connection opened afterwards
 * makes them stay; without it the host returns to what it had.
 * @throws NETWORK_REFUSED, NETWORK_RETURNED, HOST_UNREACHABLE
 */
export async function putNetwork(
  inputs: HostNetworkInputs,
  { returnSeconds, connectSeconds, open }: NetworkTrial = usualTrial,
): Promise<string[]> {
  await withOpen(await open(inputs.connection, 30_000), async (session) => {
    await writeNext(session, inputs);
    const tried = await session
      .run(`${networkPaths.script} try ${returnSeconds}`, { timeoutMs: 30_000 })
      // Rules may cut the very connection that brought them; the next one tells.
      .catch(() => undefined);
    if (tried && tried.code !== 0) throw refused(inputs.host, tried.stderr);
  });
  const fresh = await open(inputs.connection, connectSeconds * 1_000).catch(async (error: Error) => {
    throw await returned(inputs, { returnSeconds, connectSeconds, open }, error);
  });
  return withOpen(fresh, async (session) => {
    await mustRun(session, "Keeping the new firewall and mesh", `${networkPaths.script} keep`);
    return (await readNetwork(session)).rules;
  });
}

async function writeNext(session: HostSession, { firewall, mesh }: HostNetworkInputs): Promise<void> {
  const files = { "nftables.conf": firewall, "mesh.conf": joinMesh(mesh) };
  const lines = Object.entries(files).map(
    ([name, text]) => `${name} ${Buffer.from(text).toString("base64")}\n`,
  );
  const script = [
    `set -e; umask 077; mkdir -p ${networkPaths.folder}/next; cd ${networkPaths.folder}/next`,
    'while read -r name text; do printf %s "$text" | base64 -d >"$name"; done',
  ].join("; ");
  await mustRun(session, "Writing firewall and mesh", script, { input: lines.join("") });
}

const refused = (host: string, stderr: string) =>
  fault("NETWORK_REFUSED", `Host "${host}" does not take its new firewall and mesh; the former ones stay.`, {
    details: stderr.trim().split("\n").slice(-6),
    fix: "Mend what the lines name and run pulumi up again.",
  });

async function returned(inputs: HostNetworkInputs, trial: NetworkTrial, cause: Error): Promise<Error> {
  const isBack = await trial.open(inputs.connection, (trial.returnSeconds + 10) * 1_000).then(
    (session) => {
      session.close();
      return true;
    },
    () => false,
  );
  return fault("NETWORK_RETURNED", `Host "${inputs.host}" could not be reached under its new firewall.`, {
    details: [
      `waited: ${trial.connectSeconds} s`,
      `last answer: ${lastAnswer(cause)}`,
      isBack ? "the host took its former rules back and answers" : "the host does not answer yet",
    ],
    fix: "Compare access.sshFrom with the address that you come from, then run pulumi up again.",
  });
}

async function withOpen<T>(session: HostSession, use: (session: HostSession) => Promise<T>): Promise<T> {
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

const lastAnswer = ({ message }: Error): string => /last answer: (.*)/.exec(message)?.[1] ?? message;
