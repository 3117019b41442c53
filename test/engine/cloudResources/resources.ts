import { debianImageOf } from "../../clouds/cloud/aws";

export interface CloudResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Outputs that other resources refer to. */
  outputs?: string[];
  options?: { protect?: boolean; ignoreChanges?: string[]; retainOnDelete?: boolean };
}

const hcloud = (short: string) => `hcloud:index/${short[0]!.toLowerCase()}${short.slice(1)}:${short}`;
const ec2 = (short: string) => `aws:ec2/${short[0]!.toLowerCase()}${short.slice(1)}:${short}`;
const id = (of: string) => ({ of });
const number = (of: string) => ({ of, asNumber: true });

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOperator";
const labels = { stack: "sample", network: "sample" };

/** One server with everything around it, as the makers put it together. */
export const hetznerResources: CloudResource[] = [
  { type: hcloud("SshKey"), name: "key", inputs: { name: "sample", publicKey: key, labels } },
  {
    type: hcloud("Firewall"),
    name: "wall",
    inputs: {
      name: "sample-wall",
      labels,
      rules: [
        { direction: "in", protocol: "tcp", port: "22", sourceIps: ["203.0.113.0/24"] },
        { direction: "in", protocol: "udp", port: "51820", sourceIps: ["0.0.0.0/0", "::/0"] },
      ],
    },
  },
  { type: hcloud("PlacementGroup"), name: "spread", inputs: { name: "sample", type: "spread", labels } },
  { type: hcloud("Network"), name: "net", inputs: { name: "sample", ipRange: "10.80.0.0/16", labels } },
  {
    type: hcloud("NetworkSubnet"),
    name: "subnet",
    inputs: { networkId: number("net"), type: "cloud", networkZone: "eu-central", ipRange: "10.80.0.0/24" },
  },
  {
    type: hcloud("PrimaryIp"),
    name: "ipv4",
    inputs: { name: "sample-4", type: "ipv4", location: "fsn1", autoDelete: false, labels },
    outputs: ["ipAddress"],
  },
  {
    type: hcloud("PrimaryIp"),
    name: "ipv6",
    inputs: { name: "sample-6", type: "ipv6", location: "fsn1", autoDelete: false, labels },
  },
  {
    type: hcloud("Server"),
    name: "machine",
    inputs: {
      name: "fsn1-sample-1",
      serverType: "ccx23",
      image: "debian-13",
      location: "fsn1",
      userData: "#cloud-config",
      sshKeys: [id("key")],
      firewallIds: [number("wall")],
      placementGroupId: number("spread"),
      publicNets: [{ ipv4: number("ipv4"), ipv6: number("ipv6") }],
      labels: { ...labels, role: "sequencer" },
    },
    options: { ignoreChanges: ["userData", "sshKeys"] },
  },
  {
    type: hcloud("ServerNetwork"),
    name: "member",
    inputs: { serverId: number("machine"), subnetId: id("subnet"), ip: "10.80.0.5" },
  },
  {
    type: hcloud("Volume"),
    name: "disk",
    inputs: { name: "sample-disk", size: 50, location: "fsn1", labels },
  },
  {
    type: hcloud("VolumeAttachment"),
    name: "diskAttachment",
    inputs: { volumeId: number("disk"), serverId: number("machine") },
  },
  {
    type: hcloud("Rdns"),
    name: "name",
    inputs: {
      primaryIpId: number("ipv4"),
      ipAddress: { of: "ipv4", key: "ipAddress" },
      dnsPtr: "sample.example.org",
    },
  },
];

const region = "eu-north-1";
const tags = labels;

/** The same at AWS. */
export const awsResources: CloudResource[] = [
  {
    type: ec2("Vpc"),
    name: "vpc",
    inputs: { region, cidrBlock: "10.81.0.0/16", enableDnsHostnames: true, tags },
  },
  {
    type: ec2("Subnet"),
    name: "awsSubnet",
    inputs: { region, vpcId: id("vpc"), cidrBlock: "10.81.0.0/24", mapPublicIpOnLaunch: true, tags },
  },
  { type: ec2("InternetGateway"), name: "gateway", inputs: { region, vpcId: id("vpc"), tags } },
  { type: ec2("RouteTable"), name: "routes", inputs: { region, vpcId: id("vpc"), tags } },
  {
    type: ec2("Route"),
    name: "route",
    inputs: {
      region,
      routeTableId: id("routes"),
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: id("gateway"),
    },
  },
  {
    type: ec2("RouteTableAssociation"),
    name: "routing",
    inputs: { region, routeTableId: id("routes"), subnetId: id("awsSubnet") },
  },
  {
    type: ec2("SecurityGroup"),
    name: "group",
    inputs: {
      region,
      name: "sample-group",
      vpcId: id("vpc"),
      tags,
      ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] }],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    },
  },
  { type: ec2("KeyPair"), name: "pair", inputs: { region, keyName: "sample", publicKey: key, tags } },
  {
    type: ec2("Instance"),
    name: "instance",
    inputs: {
      region,
      ami: debianImageOf(region),
      instanceType: "m7i.xlarge",
      subnetId: id("awsSubnet"),
      keyName: id("pair"),
      vpcSecurityGroupIds: [id("group")],
      metadataOptions: { httpTokens: "required" },
      rootBlockDevice: { volumeSize: 20 },
      tags: { ...tags, Name: "eu-north-1-sample-1" },
    },
    options: { ignoreChanges: ["ami", "userData", "userDataBase64"] },
  },
  { type: ec2("Eip"), name: "address", inputs: { region, domain: "vpc", tags } },
  {
    type: ec2("EipAssociation"),
    name: "addressing",
    inputs: { region, allocationId: id("address"), instanceId: id("instance") },
  },
  {
    type: "aws:ebs/volume:Volume",
    name: "ebs",
    inputs: { region, availabilityZone: `${region}a`, size: 50, type: "gp3", tags },
  },
  {
    type: ec2("VolumeAttachment"),
    name: "ebsAttachment",
    inputs: { region, deviceName: "/dev/xvdf", instanceId: id("instance"), volumeId: id("ebs") },
  },
];
