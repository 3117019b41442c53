import { types } from "../catalogue/aws/network";
import { type CloudContent, findRecord, type Properties, recordsOf } from "../cloud/cloudState";
import { asList, isEqualId } from "../plugin/values";

/** What a provider's firewall lets in. */
export interface OpenPort {
  protocol: string;
  /** First and last; absent for protocols without ports. */
  ports?: [number, number];
  from: string[];
}

/** Union of the firewalls at a server; undefined where it has none, then Hetzner lets everything in. */
export function readHcloudRules(server: Properties, content: CloudContent): OpenPort[] | undefined {
  const firewalls = asList(server.firewallIds).map((id) =>
    findRecord(content, "hcloud:index/firewall:Firewall", String(id)),
  );
  if (firewalls.length === 0) return undefined;
  const rules = firewalls.flatMap((firewall) => asList(firewall?.props.rules) as Properties[]);
  return rules
    .filter(({ direction }) => direction === "in")
    .map(({ protocol, port, sourceIps }) => ({
      protocol: String(protocol),
      from: asList(sourceIps).map(String),
      ...portsOf(port),
    }));
}

function portsOf(port: unknown): { ports?: [number, number] } {
  if (port === undefined || port === null || port === "") return {};
  if (port === "any") return { ports: [1, 65535] };
  const [first = 0, last = first] = String(port).split("-").map(Number);
  return { ports: [first, last] };
}

/** Union of an instance's security groups, whose rules stand inside them or beside them. */
export function readAwsRules(groups: unknown, content: CloudContent): OpenPort[] {
  return asList(groups)
    .map(String)
    .flatMap((id) => {
      const inside = asList(findRecord(content, types.securityGroup, id)?.props.ingress) as Properties[];
      const beside = recordsOf(content, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .map(({ props }) => props)
        .filter(({ securityGroupId }) => isEqualId(securityGroupId, id));
      return [...inside, ...beside].map(readAwsRule);
    });
}

function readAwsRule(rule: Properties): OpenPort {
  const protocol = String(rule.protocol ?? rule.ipProtocol);
  const from = [rule.cidrBlocks, rule.ipv6CidrBlocks, rule.cidrIpv4, rule.cidrIpv6]
    .flatMap(asList)
    .map(String);
  if (protocol !== "tcp" && protocol !== "udp")
    return { protocol: protocol === "-1" ? "any" : protocol, from };
  return { protocol, from, ports: [Number(rule.fromPort), Number(rule.toPort)] };
}

const isV6 = (cidr: string) => cidr.includes(":");

function renderRule({ protocol, ports, from }: OpenPort): string[] {
  const matches = [false, true].flatMap((v6) => {
    const sources = from.filter((cidr) => isV6(cidr) === v6);
    return sources.length > 0 ? [`${v6 ? "ip6" : "ip"} saddr { ${sources.join(", ")} }`] : [];
  });
  const range = ports && (ports[0] === ports[1] ? `${ports[0]}` : `${ports[0]}-${ports[1]}`);
  const what = range ? `${protocol} dport ${range} ` : protocol === "any" ? "" : `meta l4proto ${protocol} `;
  return matches.map((match) => `    ${match} ${what}accept`);
}

/** The provider's firewall as a table of its own, ahead of everything that the machine itself filters by. */
export function renderProviderFirewall(open: OpenPort[] | undefined): string {
  const rules = open === undefined ? ["    accept"] : open.flatMap(renderRule);
  return [
    "table inet provider_firewall",
    "delete table inet provider_firewall",
    "table inet provider_firewall {",
    "  chain input {",
    // After connection tracking, which replies are known by, and before the machine's own rules.
    "    type filter hook prerouting priority -150; policy accept;",
    '    iifname != "eth0" accept',
    "    ct state established,related accept",
    // Neighbours find each other below a provider's firewall.
    "    meta l4proto ipv6-icmp icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept",
    ...rules,
    "    drop",
    "  }",
    "}",
    "",
  ].join("\n");
}
