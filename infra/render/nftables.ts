import type { FirewallRule, Plan, PlannedHost } from "../plan/plan";

/** nftables.conf of a host: what the plan's firewall does not name is dropped. */
export function renderNftables(plan: Plan, host: PlannedHost): string {
  const rules = plan.firewall.filter((rule) => rule.host === host.name).map(renderRule);
  // Its own table, so that a reload leaves Docker's rules alone.
  return `#!/usr/sbin/nft -f
table inet cordillera
delete table inet cordillera
table inet cordillera {
  chain input {
    type filter hook input priority filter - 10; policy drop;
    ct state established,related accept
    ct state invalid drop
    iifname "lo" accept
    ip protocol icmp accept
    meta l4proto ipv6-icmp accept
${rules.map((rule) => `    ${rule}`).join("\n")}
  }
  chain forward {
    # Services use the host's own network: a port that Docker forwards was opened by mistake.
    type filter hook forward priority filter - 10; policy accept;
    ct status dnat drop
  }
}
`;
}

function renderRule({ service, port, protocol, from }: FirewallRule): string {
  const accept = `${protocol} dport ${port} accept comment "${service}"`;
  const v4 = from.filter((cidr) => !cidr.includes(":"));
  if (from.includes("0.0.0.0/0") && from.includes("::/0")) return accept;
  return `ip saddr { ${v4.join(", ")} } ${accept}`;
}
