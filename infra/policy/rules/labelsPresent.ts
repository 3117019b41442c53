import { type LabelName, labelsOf } from "../labels";
import type { Rule } from "../rule";

const shared: LabelName[] = ["stack", "network"];
const perHost: LabelName[] = [...shared, "role", "host"];

/** What carries labels (hcloud) or tags (aws), and which of them. */
const wanted: Record<string, LabelName[]> = {
  "pulumi-nodejs:dynamic/cordillera:LocalHost": perHost,
  "hcloud:index/server:Server": perHost,
  "hcloud:index/volume:Volume": perHost,
  "hcloud:index/primaryIp:PrimaryIp": perHost,
  "hcloud:index/firewall:Firewall": shared,
  "hcloud:index/network:Network": shared,
  "hcloud:index/placementGroup:PlacementGroup": shared,
  "hcloud:index/sshKey:SshKey": shared,
  "hcloud:index/zoneRrset:ZoneRrset": shared,
  "aws:ec2/instance:Instance": perHost,
  "aws:ebs/volume:Volume": perHost,
  "aws:ec2/eip:Eip": perHost,
  "aws:ec2/networkInterface:NetworkInterface": perHost,
  "aws:ec2/internetGateway:InternetGateway": shared,
  "aws:ec2/keyPair:KeyPair": shared,
  "aws:ec2/placementGroup:PlacementGroup": shared,
  "aws:ec2/routeTable:RouteTable": shared,
  "aws:ec2/securityGroup:SecurityGroup": shared,
  "aws:ec2/subnet:Subnet": shared,
  "aws:ec2/vpc:Vpc": shared,
};

/** What is found by its labels is never orphaned: bills, searches and clean-ups go by them. */
export const labelsPresent: Rule = {
  name: "labels-present",
  description: "Everything that can carry labels says which stack, network, role and host it belongs to.",
  findFaults(resource) {
    const names = wanted[resource.type];
    if (!names || resource.unknownKeys.some((key) => key === "labels" || key === "tags")) return [];
    const labels = labelsOf(resource) ?? {};
    const missing = names.map((name) => `cordillera.${name}`).filter((name) => !labels[name]);
    return missing.length > 0 ? [`lacks ${missing.join(", ")}`] : [];
  },
};
