import type { EgressRule, FirewallRule, Plan, PlannedHost } from "../plan/plan";

/** What a provider's firewall lets through to and from the hosts of one region that have the same roles. */
export interface ProviderFirewall {
  /** `<region>-<roles>-firewall`; `<host>-signer-firewall` where a host has a remote signer. */
  name: string;
  region: string;
  role: string;
  ingress: FirewallRule[];
  /** Empty: anything may go out. */
  egress: EgressRule[];
}

export const firewallName = ({
  name,
  region,
  roles,
  remoteSigner,
}: Pick<PlannedHost, "name" | "region" | "roles" | "remoteSigner">): string =>
  // Who may sign for a host is its own affair.
  remoteSigner ? `${name}-signer-firewall` : `${region}-${roles.join("-")}-firewall`;

/**
 * The plan's rules for traffic from outside, once per firewall: they follow from roles alone (firewallOf.test.ts) but where a
 * host has a remote signer, and providers count firewalls.
 */
export function firewallsOf(plan: Plan, hosts: readonly PlannedHost[]): ProviderFirewall[] {
  const firewalls = new Map(hosts.map((host) => [firewallName(host), host]));
  return [...firewalls].map(([name, host]) => ({
    name,
    region: host.region,
    role: host.roles.join("-"),
    ingress: plan.firewall.filter((rule) => rule.host === host.name && rule.on === "outside"),
    egress: plan.egress.filter((rule) => rule.host === host.name),
  }));
}

export const isIpv6 = (cidr: string): boolean => cidr.includes(":");
