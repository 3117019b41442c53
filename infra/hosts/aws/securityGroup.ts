import { ec2 } from "@pulumi/aws";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { isIpv6, type ProviderFirewall } from "../firewallOf";

export interface SecurityGroupPlace {
  vpcId: Input<string>;
  tags: Record<string, string>;
}

const everywhere = { cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };

const rangesOf = (cidrs: readonly string[]) => ({
  cidrBlocks: cidrs.filter((cidr) => !isIpv6(cidr)),
  ipv6CidrBlocks: cidrs.filter(isIpv6),
});

/** A firewall's rules inline: rules as resources of their own would not see one that was added by hand. */
export function makeSecurityGroup(
  { name, role, ingress, egress }: ProviderFirewall,
  { vpcId, tags }: SecurityGroupPlace,
  opts: CustomResourceOptions,
): ec2.SecurityGroup {
  const between = ({ port, protocol }: { port: number; protocol: string }) => ({
    protocol,
    fromPort: port,
    toPort: port,
  });
  return new ec2.SecurityGroup(
    name,
    {
      vpcId,
      name: tags.Name,
      description: `From outside to hosts with role ${role}`,
      ingress: ingress.map(({ service, from, ...rule }) => ({
        ...between(rule),
        ...rangesOf(from),
        description: service,
      })),
      egress:
        egress.length === 0
          ? [{ protocol: "-1", fromPort: 0, toPort: 0, ...everywhere, description: "anything" }]
          : egress.map(({ service, to, ...rule }) => ({
              ...between(rule),
              ...rangesOf(to),
              description: service,
            })),
      tags,
    },
    opts,
  );
}
