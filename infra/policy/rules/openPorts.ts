import { meshPort, portCatalogue } from "../../plan/portCatalogue";
import { parseCidr } from "../../vocab/cidr";
import { parseCidr6 } from "../../vocab/cidr6";
import type { JudgedResource, Rule } from "../rule";

interface Opening {
  path: string;
  /** `any`, or what the provider calls it. */
  protocol: string;
  from: number;
  to: number;
  ranges: string[];
}

const declared = new Set([
  `udp ${meshPort}`,
  ...Object.values(portCatalogue)
    .flat()
    .filter(({ reach }) => reach === "public")
    .map(({ protocol, port }) => `${protocol} ${port}`),
]);

/** The internet, or a part of it that nobody has to himself. */
function isWorld(range: string): boolean {
  const v4 = parseCidr(range);
  const v6 = parseCidr6(range);
  return v4 ? v4.prefixLength < 8 : v6 ? v6.prefixLength < 20 : /^(\*|any|0\.0\.0\.0|::)$/.test(range);
}

type Bag = Record<string, unknown>;
const listOf = (value: unknown): Bag[] => (Array.isArray(value) ? value.filter(Boolean) : []);
const texts = (...values: unknown[]): string[] =>
  values.flat().filter((value): value is string => typeof value === "string");

function hetznerRules({ props }: JudgedResource): Opening[] {
  return listOf(props.rules).flatMap((rule, i) => {
    if (rule.direction === "out") return [];
    const [from = "", to = from] = String(rule.port ?? "any").split("-");
    const isAny = from === "any";
    return {
      path: `rules[${i}]`,
      protocol: String(rule.protocol),
      from: isAny ? 0 : Number(from),
      to: isAny ? 65535 : Number(to),
      ranges: texts(rule.sourceIps),
    };
  });
}

function awsRule(rule: Bag, path: string): Opening {
  const protocol = String(rule.protocol ?? rule.ipProtocol);
  const isAny = protocol === "-1" || protocol === "all";
  return {
    path,
    protocol: isAny ? "any" : protocol.replace(/^6$/, "tcp").replace(/^17$/, "udp"),
    from: isAny ? 0 : Number(rule.fromPort ?? 0),
    to: isAny ? 65535 : Number(rule.toPort ?? 65535),
    ranges: texts(rule.cidrBlocks, rule.ipv6CidrBlocks, rule.cidrIpv4, rule.cidrIpv6),
  };
}

function openingsOf(resource: JudgedResource): Opening[] {
  const { type, props } = resource;
  switch (type) {
    case "hcloud:index/firewall:Firewall":
      return hetznerRules(resource);
    case "aws:ec2/securityGroup:SecurityGroup":
    case "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":
      return listOf(props.ingress).map((rule, i) => awsRule(rule, `ingress[${i}]`));
    case "aws:ec2/securityGroupRule:SecurityGroupRule":
      return props.type === "egress" ? [] : [awsRule(props, "ingress")];
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [awsRule(props, "ingress")];
    default:
      return [];
  }
}

// ICMP has no ports, and a network without it loses the size of its packets.
const hasNoPort = (protocol: string) => /^(icmp|icmpv6|1|58)$/.test(protocol);

function isDeclared({ protocol, from, to }: Opening): boolean {
  return hasNoPort(protocol) || (from === to && declared.has(`${protocol} ${from}`));
}

/** Whatever the world may reach was declared public by a service. */
export const openPorts: Rule = {
  name: "no-undeclared-open-port",
  description: "Only ports that the plan declares public are open to the world.",
  findFaults: (resource) =>
    openingsOf(resource).flatMap((opening) => {
      const world = opening.ranges.filter(isWorld);
      if (world.length === 0 || isDeclared(opening)) return [];
      const ports = opening.from === opening.to ? `${opening.from}` : `${opening.from}-${opening.to}`;
      return `${opening.path}: ${opening.protocol} ${ports} is open to ${world.join(", ")} (declared: ${[...declared].sort().join(", ")})`;
    }),
};
