import type { HostSession } from "../sessions/hostSession";
import type { ServiceState } from "./services";

// A hand-over takes three blocks; a chain that stands still must not keep a rollout from mending it.
const withinSeconds = 20;
const killAfterSeconds = withinSeconds + 10;

/**
 * Has the host's node hand the lease over if it holds it, so that its restart costs the network no block. Resolves
 * with what was done, for the audit log; a node that cannot, or knows no leases, is no reason to stop.
 */
export async function leaveLease(
  session: HostSession,
  services: ServiceState[],
): Promise<string | undefined> {
  const app = services.find(({ service, state }) => service === "app" && state === "running");
  if (!app) return undefined;
  const order = `docker exec ${app.container} cordillera-node handover --leave-within ${withinSeconds}`;
  const { code, stdout, stderr } = await session.run(`timeout -k 5 ${killAfterSeconds} ${order}`, {
    timeoutMs: (killAfterSeconds + 15) * 1000,
  });
  if (code !== 0) return `lease not left: ${firstLine(stderr) || `exit code ${code}`}`;
  const left = /"at":(\d+)/.exec(stdout);
  return left ? `lease handed over at height ${left[1]}` : undefined;
}

const firstLine = (text: string): string => text.trim().split("\n")[0]!.slice(0, 200);
