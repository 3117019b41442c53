import { ec2, Provider } from "@pulumi/aws";
import { Config, type Output } from "@pulumi/pulumi";
import { planCloudRanges } from "../../plan/cloudRanges";
import type { Plan, PlannedHost } from "../../plan/plan";
import { firewallsOf } from "../firewallOf";
import { sharedLabels } from "../labels";
import { physicalName } from "../physicalName";
import { makeSecurityGroup } from "./securityGroup";

/** What AWS's hosts of one region share. */
export interface AwsRegion {
  provider: Provider;
  subnet: ec2.Subnet;
  /** Way out of the subnet; what is made there must wait for it. */
  route: ec2.RouteTableAssociation;
  /** By the name of the plan's firewall. */
  securityGroups: Record<string, ec2.SecurityGroup>;
  /** Newest Debian 13 of its makers. */
  imageId: Output<string>;
}

// https://wiki.debian.org/Cloud/AmazonEC2Image/Trixie
const debianOwner = "136693071363";
const imagePattern = "debian-13-amd64-*";

/** An explicit provider sees nothing of the stack's settings by itself. */
export function readAwsCredentials() {
  const config = new Config("aws");
  return {
    profile: config.get("profile"),
    accessKey: config.getSecret("accessKey"),
    secretKey: config.getSecret("secretKey"),
    token: config.getSecret("token"),
  };
}

export function makeAwsRegion(plan: Plan, region: string, hosts: readonly PlannedHost[]): AwsRegion {
  const provider = new Provider(`${region}-aws`, { region, ...readAwsCredentials() });
  const inRegion = { provider };
  const ranges = planCloudRanges(plan.privateCidr).aws;
  const tagged = (name: string, role?: string) => ({
    tags: { ...sharedLabels(plan, role), Name: physicalName(plan, name) },
  });

  const vpc = new ec2.Vpc(
    `${region}-vpc`,
    {
      ...tagged(`${region}-vpc`),
      cidrBlock: ranges.network,
      assignGeneratedIpv6CidrBlock: true,
      enableDnsSupport: true,
      enableDnsHostnames: true,
    },
    inRegion,
  );
  const inVpc = { ...inRegion, parent: vpc };
  const subnet = new ec2.Subnet(
    `${region}-subnet`,
    {
      ...tagged(`${region}-subnet`),
      vpcId: vpc.id,
      cidrBlock: ranges.subnet,
      // The first /64 of the VPC's /56.
      ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) => block.replace(/\/\d+$/, "/64")),
      mapPublicIpOnLaunch: false,
    },
    inVpc,
  );
  const gateway = new ec2.InternetGateway(
    `${region}-gateway`,
    { ...tagged(`${region}-gateway`), vpcId: vpc.id },
    inVpc,
  );
  const routes = new ec2.RouteTable(
    `${region}-routes`,
    {
      ...tagged(`${region}-routes`),
      vpcId: vpc.id,
      routes: [
        { cidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
        { ipv6CidrBlock: "::/0", gatewayId: gateway.id },
      ],
    },
    inVpc,
  );
  const route = new ec2.RouteTableAssociation(
    `${region}-subnet-routes`,
    { subnetId: subnet.id, routeTableId: routes.id },
    inVpc,
  );
  const securityGroups = Object.fromEntries(
    firewallsOf(plan, hosts).map((wanted) => [
      wanted.name,
      makeSecurityGroup(wanted, { ...tagged(wanted.name, wanted.role), vpcId: vpc.id }, inVpc),
    ]),
  );
  const image = ec2.getAmiOutput(
    {
      owners: [debianOwner],
      mostRecent: true,
      filters: [
        { name: "name", values: [imagePattern] },
        { name: "architecture", values: ["x86_64"] },
        { name: "virtualization-type", values: ["hvm"] },
      ],
    },
    inRegion,
  );
  return { provider, subnet, route, securityGroups, imageId: image.id };
}
