import { planGatewayAddress } from "../plan/addresses";
import type { EgressRule, FirewallRule, Plan, PlannedHost } from "../plan/plan";
import { meshInterface } from "./mesh";

/**
 * The firewall of a host, a table of its own: what the plan does not name is dropped. Its chains come before those of
 * Docker, which neither sees nor changes them.
 */
export function renderNftables(plan: Plan, host: PlannedHost): string {
  const rules = plan.firewall.filter((rule) => rule.host === host.name);
  const ofMesh = rules.filter(({ on }) => on === "mesh").map(renderRule);
  const published = host.publish.filter((each) =>
    rules.some((rule) => rule.on === "mesh" && rule.port === each.port),
  );
  const chains = [
    ...(published.length > 0 ? [renderPublish(plan, host, published)] : []),
    renderInput(rules.filter(({ on }) => on === "outside").flatMap(renderRule), host),
    renderMeshChain(ofMesh.flat()),
    renderForward(plan),
    ...renderOutput(plan, host),
  ];
  return `#!/usr/sbin/nft -f
table inet cordillera
delete table inet cordillera
table inet cordillera {
${chains.join("\n")}
}
`;
}

function renderChain(name: string, lines: string[]): string {
  return [`  chain ${name} {`, ...lines.map((line) => `    ${line}`), "  }"].join("\n");
}

function renderInput(outside: string[], host: PlannedHost): string {
  return renderChain("input", [
    "type filter hook input priority -200; policy drop;",
    "ct state established,related accept",
    "ct state invalid drop",
    'iifname "lo" accept',
    "icmp type { destination-unreachable, echo-request, parameter-problem, time-exceeded } accept",
    "icmpv6 type { destination-unreachable, echo-request, packet-too-big, parameter-problem, time-exceeded } accept",
    // IPv6 has neither neighbours nor a router without these.
    "icmpv6 type { nd-neighbor-advert, nd-neighbor-solicit, nd-router-advert } ip6 hoplimit 255 accept",
    // The answer to a question that went to a group of addresses counts as no answer.
    ...(host.provider === "docker" ? [] : ['ip6 saddr fe80::/10 udp dport 546 accept comment "address"']),
    `iifname "${meshInterface}" jump mesh`,
    ...outside,
  ]);
}

// A peer that still holds a connection to the host as it was before a crash learns at once that it is over: CometBFT
// notices by itself after 105 s only, and refuses the returned host until then.
function renderMeshChain(lines: string[]): string {
  return renderChain("mesh", [...lines, "meta l4proto tcp reject with tcp reset"]);
}

// Services use the host's own network, so nothing that comes from elsewhere is passed on: a port that Docker forwards
// was opened by hand.
function renderForward({ environment }: Plan): string {
  return renderChain("forward", [
    "type filter hook forward priority -200; policy drop;",
    "ct state established,related accept",
    ...(environment === "mainnet" ? [] : ['iifname { "docker*", "br-*" } accept']),
  ]);
}

/** Ports that Docker publishes on the operator's machine arrive below the mesh; the services listen on it. */
function renderPublish(
  { underlayCidr }: Plan,
  { underlayAddress, privateAddress }: PlannedHost,
  published: { port: number }[],
): string {
  const ports = published.map(({ port }) => port).join(", ");
  const from = `ip saddr ${planGatewayAddress(underlayCidr!)} ip daddr ${underlayAddress}`;
  return renderChain("publish", [
    "type nat hook prerouting priority dstnat - 10; policy accept;",
    `${from} tcp dport { ${ports} } dnat ip to ${privateAddress}`,
  ]);
}

function renderOutput(plan: Plan, host: PlannedHost): string[] {
  const rules = plan.egress.filter((rule) => rule.host === host.name);
  if (rules.length === 0) return [];
  const lines = [
    "type filter hook output priority filter - 10; policy drop;",
    "ct state established,related accept",
    'oifname "lo" accept',
    `oifname "${meshInterface}" ip daddr ${plan.privateCidr} accept`,
    "meta l4proto { icmp, ipv6-icmp } accept",
    ...rules.flatMap(renderEgress),
  ];
  return [renderChain("output", lines)];
}

function renderRule({ service, port, protocol, from }: FirewallRule): string[] {
  return renderBoth(from, "saddr", `${protocol} dport ${port} accept comment "${service}"`);
}

function renderEgress({ service, port, protocol, to }: EgressRule): string[] {
  return renderBoth(to, "daddr", `${protocol} dport ${port} accept comment "${service}"`);
}

/** One line where everybody is meant, else one per family that has ranges. */
function renderBoth(ranges: readonly string[], side: "saddr" | "daddr", accept: string): string[] {
  if (ranges.includes("0.0.0.0/0") && ranges.includes("::/0")) return [accept];
  const [v4, v6] = [
    ranges.filter((range) => !range.includes(":")),
    ranges.filter((range) => range.includes(":")),
  ];
  return [
    ...(v4.length > 0 ? [`ip ${side} { ${v4.join(", ")} } ${accept}`] : []),
    ...(v6.length > 0 ? [`ip6 ${side} { ${v6.join(", ")} } ${accept}`] : []),
  ];
}
