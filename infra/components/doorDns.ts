import type { Output, Resource } from "@pulumi/pulumi";
import { doorRecordsAt } from "../hosts/doorRecords";
import { sharedLabels } from "../hosts/labels";
import type { Plan, PlannedHost } from "../plan/plan";
import { isEdge } from "./endpoints";

export interface DoorHost {
  planned: PlannedHost;
  publicAddress: Output<string>;
  publicAddressV6?: Output<string> | undefined;
}

/** Records that lead the front door's name to all edges, IPv4 and, of edges that have it, IPv6. */
export function applyDoorDns(plan: Plan, hosts: readonly DoorHost[]): Resource[] {
  const { dns } = plan;
  if (!dns) return [];
  const edges = hosts.filter(({ planned }) => isEdge(planned));
  const makeRecord = doorRecordsAt(dns.provider);
  const { domain, name, ttlSeconds } = dns;
  const records = {
    A: edges.map(({ publicAddress }) => publicAddress),
    AAAA: edges.flatMap(({ publicAddressV6 }) => publicAddressV6 ?? []),
  };
  return (["A", "AAAA"] as const)
    .filter((type) => records[type].length > 0)
    .map((type) =>
      makeRecord({
        resource: `${plan.network}-door-${type.toLowerCase()}`,
        ...{ domain, name, type, ttlSeconds },
        addresses: records[type],
        labels: sharedLabels(plan, "edge"),
      }),
    );
}
