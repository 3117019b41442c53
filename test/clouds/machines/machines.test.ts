import type { CloudContent, Properties } from "../cloud/cloudState";
import { desiredInstances, desiredServers } from "./desiredMachines";
import { renderProviderFirewall } from "./openPorts";

const content = (...records: [type: string, id: string, props: Properties][]): CloudContent => ({
  nextNumber: 1,
  records: records.map(([type, id, props]) => ({ type, id, props })),
  log: [],
});

describe("desiredServers", () => {
  const rules = [
    { direction: "in", protocol: "tcp", port: "80-81", sourceIps: ["0.0.0.0/0", "::/0"] },
    { direction: "out", protocol: "tcp", port: "443", destinationIps: ["0.0.0.0/0"] },
  ];
  const server = {
    name: "one",
    location: "nbg1",
    status: "running",
    publicNets: [{ ipv4: 5, ipv6: 6 }],
    firewallIds: [7],
  };

  test("stand at their primary addresses, with their volumes, behind their firewalls", () => {
    const found = desiredServers(
      content(
        ["hcloud:index/server:Server", "1", server],
        ["hcloud:index/primaryIp:PrimaryIp", "5", { type: "ipv4", ipAddress: "100.96.2.10" }],
        ["hcloud:index/primaryIp:PrimaryIp", "6", { type: "ipv6", ipAddress: "fd00:96:2:a::" }],
        ["hcloud:index/firewall:Firewall", "7", { rules }],
        ["hcloud:index/volume:Volume", "8", { size: 40 }],
        ["hcloud:index/volumeAttachment:VolumeAttachment", "8", { volumeId: 8, serverId: 1 }],
      ),
    );
    expect(found).toEqual([
      {
        id: "1",
        name: "one",
        region: 2,
        ipv4: "100.96.2.10",
        ipv6: "fd00:96:2:a::1",
        isRunning: true,
        disks: [{ id: "8", sizeGb: 40, device: "/dev/disk/by-id/scsi-0HC_Volume_8" }],
        open: [{ protocol: "tcp", ports: [80, 81], from: ["0.0.0.0/0", "::/0"] }],
      },
    ]);
  });

  test("without a firewall let everything in, as Hetzner's do", () => {
    const [open] = desiredServers(
      content(["hcloud:index/server:Server", "1", { ...server, firewallIds: [] }]),
    );
    expect(open?.open).toBeUndefined();
  });
});

describe("desiredInstances", () => {
  test("have the address and the groups of their interface", () => {
    const [found] = desiredInstances(
      content(
        [
          "aws:ec2/instance:Instance",
          "i-1",
          {
            region: "eu-central-1",
            instanceState: "stopped",
            tags: { Name: "two" },
            primaryNetworkInterface: { networkInterfaceId: "eni-1" },
          },
        ],
        [
          "aws:ec2/networkInterface:NetworkInterface",
          "eni-1",
          { securityGroups: ["sg-1"], ipv6Addresses: ["fd00:96:b::a"] },
        ],
        ["aws:ec2/eip:Eip", "eipalloc-1", { publicIp: "100.96.11.10" }],
        [
          "aws:ec2/eipAssociation:EipAssociation",
          "a",
          { allocationId: "eipalloc-1", networkInterfaceId: "eni-1" },
        ],
        [
          "aws:ec2/securityGroup:SecurityGroup",
          "sg-1",
          { ingress: [{ protocol: "udp", fromPort: 51820, toPort: 51820, cidrBlocks: ["0.0.0.0/0"] }] },
        ],
      ),
    );
    expect(found).toMatchObject({
      name: "two",
      region: 11,
      ipv4: "100.96.11.10",
      ipv6: "fd00:96:b::a",
      isRunning: false,
      open: [{ protocol: "udp", ports: [51820, 51820], from: ["0.0.0.0/0"] }],
    });
  });
});

describe("renderProviderFirewall", () => {
  const lines = (text: string) => text.split("\n").map((line) => line.trim());

  test("drops what no rule names, and keeps v4 and v6 apart", () => {
    const text = renderProviderFirewall([
      { protocol: "tcp", ports: [22, 22], from: ["203.0.113.0/24"] },
      { protocol: "tcp", ports: [80, 81], from: ["0.0.0.0/0", "::/0"] },
      { protocol: "any", from: ["10.0.0.0/8"] },
    ]);
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        "ip saddr { 203.0.113.0/24 } tcp dport 22 accept",
        "ip saddr { 0.0.0.0/0 } tcp dport 80-81 accept",
        "ip6 saddr { ::/0 } tcp dport 80-81 accept",
        "ip saddr { 10.0.0.0/8 } accept",
      ]),
    );
    expect(lines(text).slice(-4)).toEqual(["drop", "}", "}", ""]);
  });
});
