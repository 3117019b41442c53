import type { StatusReport } from "../hosts/statusReport";

/** Who writes the blocks, as the furthest validator sees it; undefined where none tells. */
export function renderLeaseLine(reports: readonly { status?: StatusReport }[]): string | undefined {
  const told = reports.flatMap(({ status }) => (status?.lease ? [status] : []));
  const furthest = told.sort((a, b) => b.height - a.height)[0];
  if (!furthest?.lease) return undefined;
  const { height, lease } = furthest;
  const holder = lease.holderName ?? lease.holder;
  const next = lease.handOverAt ?? lease.nextRotationHeight;
  const parts = [
    `lease ${lease.epoch}: ${holder} writes the blocks from ${lease.startHeight} on`,
    `${lease.missed} of ${lease.missesToFailOver} misses`,
    `${lease.handOverAt === null ? "next rotation" : "planned hand-over"} at height ${next} (in ${next - height} blocks)`,
  ];
  if (lease.failed.length > 0) parts.push(`passed over: ${lease.failed.map(nameIn(told)).join(", ")}`);
  return parts.join("; ");
}

const nameIn = (told: StatusReport[]) => (address: string) =>
  told.find((status) => status.consensusAddress === address)?.name ?? address;
