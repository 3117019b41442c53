import { firstBootMarker, firstBootScriptFile } from "../../render/firstBootScript";
import { networkPaths } from "../../render/paths";
import { fault } from "../fault";
import { type Connection, type HostSession, mustRun, openSession } from "../sessions/hostSession";
import type { FirstBootInputs } from "./firstBoot";
import { activateHostKey, isVouchedFor, prepareHostKey, readHostKey } from "./hostKeyRotation";
import { openUnproven } from "./unprovenSession";

const reachSeconds = 600;
const bootSeconds = 900;
const logFile = "/var/log/cloud-init-output.log";

/** How hosts are reached; tests have their own. */
export interface Doors {
  open(connection: Connection, waitMs: number): Promise<HostSession>;
  openUnproven(
    connection: Omit<Connection, "hostKey">,
    waitMs: number,
  ): Promise<{ session: HostSession; offered: string }>;
}

const sshDoors: Doors = { open: openSession, openUnproven };

export interface FirstContact {
  connection: Connection;
  hostKey: string;
  meshPublicKey: string;
}

const isKeyFault = (error: unknown) => (error as { code?: string }).code === "HOST_KEY_CHANGED";

/**
 * The first connection: to a host that answers with the boot key, or, where an earlier run was cut after it put the
 * host's own key in place but before that was recorded, with a key that the boot key has signed for. Nobody else can
 * have made that signature, so the second way trusts nothing more than the first.
 */
async function openFirst(
  doors: Doors,
  at: Omit<Connection, "hostKey">,
  trusted: string,
): Promise<HostSession> {
  try {
    return await doors.open({ ...at, hostKey: trusted }, reachSeconds * 1_000);
  } catch (error) {
    if (!isKeyFault(error)) throw error;
    const { session, offered } = await doors.openUnproven(at, 10_000);
    const vouched = await isVouchedFor(session, { offered, trusted }).finally(() => session.close());
    if (!vouched) throw error;
    return doors.open({ ...at, hostKey: offered }, 10_000);
  }
}

/** @throws FIRST_BOOT_FAILED */
async function awaitFirstBoot(session: HostSession, host: string): Promise<void> {
  // 2: done, with warnings (a provider's own settings have some). A marker newer than the result is a repair by hand.
  const script = [
    `code=0; timeout ${bootSeconds} cloud-init status --wait >/dev/null 2>&1 || code=$?`,
    `if [ -s ${firstBootMarker} ] && { [ $code = 0 ] || [ $code = 2 ] || [ ${firstBootMarker} -nt /run/cloud-init/result.json ]; }; then exit 0; fi`,
    `cloud-init status 2>/dev/null | head -n 1; tail -n 20 ${logFile}; exit 1`,
  ].join("\n");
  const result = await session.run(script, { timeoutMs: (bootSeconds + 30) * 1_000 });
  if (result.code === 0) return;
  throw fault("FIRST_BOOT_FAILED", `The first boot of host "${host}" did not reach its end.`, {
    details: result.stdout.trim().split("\n"),
    fix: `Look at ${logFile} on the host, mend the cause, run ${firstBootScriptFile} there, then pulumi up again; or rebuild the host.`,
  });
}

/** @throws HOST_NOT_READY */
async function awaitDocker(session: HostSession, host: string): Promise<void> {
  const wait =
    "for i in $(seq 60); do docker info >/dev/null 2>&1 && exit 0; sleep 1; done; docker info 2>&1; exit 1";
  const result = await session.run(wait, { timeoutMs: 90_000 });
  if (result.code === 0) return;
  throw fault("HOST_NOT_READY", `Docker on host "${host}" does not answer.`, {
    details: result.stdout.trim().split("\n").slice(-8),
    fix: "journalctl -u docker (on the host)",
  });
}

/** sshd takes a moment to begin again: until then the former key is no fault. */
async function proveHostKey(doors: Doors, connection: Connection): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await doors.open(connection, 30_000)).close();
    } catch (error) {
      if (!isKeyFault(error) || attempt === 20) throw error;
      await new Promise((next) => setTimeout(next, 500));
    }
  }
}

/**
 * Waits until first boot is over, then has the host make its own host key and leaves the boot key behind.
 * @throws HOST_UNREACHABLE, HOST_KEY_CHANGED, FIRST_BOOT_FAILED, HOST_NOT_READY
 */
export async function makeFirstContact(inputs: FirstBootInputs, doors = sshDoors): Promise<FirstContact> {
  const at = { host: inputs.address, port: inputs.port, keyFile: inputs.keyFile };
  const session = await openFirst(doors, at, inputs.bootHostKey);
  try {
    await awaitFirstBoot(session, inputs.host);
    await awaitDocker(session, inputs.host);
    const present = await readHostKey(session);
    const hostKey = present === inputs.bootHostKey ? await prepareHostKey(session) : present;
    const meshPublicKey = (
      await mustRun(session, "Reading the mesh key", `${networkPaths.script} key`)
    ).trim();
    await activateHostKey(session);
    const connection = { ...at, hostKey };
    await proveHostKey(doors, connection);
    return { connection, hostKey, meshPublicKey };
  } finally {
    session.close();
  }
}
