import { type PrimaryIp, Rdns } from "@pulumi/hcloud";
import type { Output, Resource } from "@pulumi/pulumi";
import type { Plan, PlannedHost } from "../../plan/plan";
import { idNumber } from "../idNumber";

/** An address that the front door's name leads to leads back to it. Other hosts have no name to give. */
export function nameAddresses(
  { plan, host, parent }: { plan: Plan; host: PlannedHost; parent: Resource },
  addresses: { suffix: string; primaryIp: PrimaryIp; ipAddress: Output<string> }[],
): void {
  if (!plan.dns || !host.roles.includes("edge")) return;
  for (const { suffix, primaryIp, ipAddress } of addresses) {
    new Rdns(
      `${host.name}-${suffix}-name`,
      { primaryIpId: idNumber(primaryIp), ipAddress, dnsPtr: plan.dns.name },
      { parent },
    );
  }
}
