import { judged } from "../../../test/unit/judged";
import { openPorts } from "./openPorts";

const everybody = ["0.0.0.0/0", "::/0"];
const hetzner = (...rules: object[]) =>
  openPorts.findFaults(judged("hcloud:index/firewall:Firewall", { rules }));
const aws = (...ingress: object[]) =>
  openPorts.findFaults(judged("aws:ec2/securityGroup:SecurityGroup", { ingress }));

describe("openPorts", () => {
  test("passes the front door, the mesh, ICMP, and anything that is open to few", () => {
    expect(
      hetzner(
        { direction: "in", protocol: "tcp", port: "80", sourceIps: everybody },
        { direction: "in", protocol: "tcp", port: "443", sourceIps: everybody },
        { direction: "in", protocol: "udp", port: "51820", sourceIps: everybody },
        { direction: "in", protocol: "icmp", sourceIps: everybody },
        { direction: "in", protocol: "tcp", port: "22", sourceIps: ["203.0.113.0/24", "2001:db8::/48"] },
        { direction: "out", protocol: "tcp", port: "any", destinationIps: everybody },
      ),
    ).toEqual([]);
    expect(
      aws({
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: ["0.0.0.0/0"],
        ipv6CidrBlocks: ["::/0"],
      }),
    ).toEqual([]);
  });

  test("names a port that no service declares public, IPv6 alone too", () => {
    expect(hetzner({ direction: "in", protocol: "tcp", port: "22", sourceIps: everybody })).toEqual([
      "rules[0]: tcp 22 is open to 0.0.0.0/0, ::/0 (declared: tcp 443, tcp 80, udp 51820)",
    ]);
    expect(aws({ protocol: "tcp", fromPort: 8545, toPort: 8545, ipv6CidrBlocks: ["::/0"] })).toEqual([
      "ingress[0]: tcp 8545 is open to ::/0 (declared: tcp 443, tcp 80, udp 51820)",
    ]);
  });

  test("takes neither a span of ports nor another protocol for a declared port", () => {
    expect(hetzner({ direction: "in", protocol: "tcp", port: "80-443", sourceIps: everybody })).toHaveLength(
      1,
    );
    expect(hetzner({ direction: "in", protocol: "tcp", port: "51820", sourceIps: everybody })).toHaveLength(
      1,
    );
    expect(hetzner({ direction: "in", protocol: "tcp", port: "any", sourceIps: everybody })).toHaveLength(1);
    expect(aws({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] })).toHaveLength(1);
  });

  test("takes halves of the internet for the internet", () => {
    expect(
      hetzner({ direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/1", "128.0.0.0/1"] }),
    ).toHaveLength(1);
  });

  test("reads the rules that AWS keeps as resources of their own", () => {
    const single = { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" };
    expect(
      openPorts.findFaults(judged("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", single)),
    ).toHaveLength(1);
    const rule = { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };
    const type = "aws:ec2/securityGroupRule:SecurityGroupRule";
    expect(openPorts.findFaults(judged(type, rule))).toHaveLength(1);
    expect(openPorts.findFaults(judged(type, { ...rule, type: "egress" }))).toEqual([]);
  });

  test("says nothing of ranges that are not known yet", () => {
    expect(hetzner({ direction: "in", protocol: "tcp", port: "22" })).toEqual([]);
  });
});
