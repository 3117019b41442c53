import type { Provider, Role } from "../vocab/words";

/** Room for system, Docker and five generations of images; Hetzner's machine types bring theirs. */
export const systemDiskGb = 30;

const dataGb: Record<Role, number> = { sequencer: 100, witness: 100, rpc: 200, monitor: 40, edge: 0 };

/** Size of the disk that survives a rebuild of its host; 0 where the host keeps nothing. */
export function planDataDiskGb({ roles }: { roles: readonly Role[] }): number {
  return roles.reduce((sum, role) => sum + dataGb[role], 0);
}

/** All disks that are paid for beside the machine. */
export function planPaidDiskGb(host: { provider: Provider; roles: readonly Role[] }): number {
  return planDataDiskGb(host) + (host.provider === "aws" ? systemDiskGb : 0);
}
