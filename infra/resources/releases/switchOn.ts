import { fault } from "../fault";
import type { HetznerApi } from "../machines/hetznerApi";

export interface Pace {
  limitMs: number;
  pauseMs: number;
}

/** Whether a machine is off, or on its way there. */
export const isOff = (status: string | undefined): boolean => status === "off" || status === "stopping";

/**
 * Switches a machine on, waits until it runs, and leaves one that runs alone.
 * @throws HETZNER_REFUSED, MACHINE_GONE, MACHINE_STAYS_OFF
 */
export async function switchOn(
  api: HetznerApi,
  { host, machineId }: { host: string; machineId: string },
  { limitMs, pauseMs }: Pace = { limitMs: 180_000, pauseMs: 2_000 },
): Promise<void> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const status = await api.readStatus(machineId);
    if (status === "running") return;
    if (status === undefined) {
      throw fault("MACHINE_GONE", `The machine of host "${host}" is not there any more.`, {
        details: [`Hetzner's number: ${machineId}`],
        fix: "Run pulumi up again: the refresh sees that it is gone, and it is made anew.",
      });
    }
    if (status === "off") {
      await api.powerOn(machineId).catch((error: { isPassing?: boolean }) => {
        if (!error.isPassing || Date.now() >= endMs) throw error;
      });
    }
    if (Date.now() >= endMs) {
      throw fault("MACHINE_STAYS_OFF", `The machine of host "${host}" was switched on and does not run.`, {
        details: [`status: ${status}`, `waited: ${Math.round(limitMs / 1000)} s`],
        fix: "Look at it on Hetzner's console, then run pulumi up again.",
      });
    }
    await new Promise((next) => setTimeout(next, pauseMs));
  }
}
