import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { firewallName, firewallsOf } from "../hosts/firewallOf";
import { planNetwork } from "./planNetwork";

const publicKey = Buffer.alloc(32, 1).toString("base64");

function planWith(from: string[]) {
  const description = exampleCloud();
  description.hosts[0]!.remoteSigner = { publicKey, from };
  return planNetwork(parseExample(description));
}

const name = "fsn1-sequencer-1";
const signerRules = (plan: ReturnType<typeof planWith>) =>
  plan.firewall
    .filter(({ port }) => port === 26659 || port === 36659)
    .map(({ host, on, protocol, port, from }) => `${host} ${on} ${protocol} ${port} ${from.join(" ")}`);

describe("planSigner", () => {
  test("opens the signer's port on that host alone, to those who are named and nobody else", () => {
    const plan = planWith(["203.0.113.7/32", "hel1-monitor-1", "10.90.0.200/32"]);
    const monitor = plan.hosts.find((host) => host.name === "hel1-monitor-1")!.privateAddress;
    expect(signerRules(plan)).toEqual([
      `${name} mesh tcp 26659 10.90.0.200/32 ${monitor}/32`,
      `${name} outside tcp 26659 203.0.113.7/32`,
    ]);
  });

  test("opens nothing to the world for a signer on another host", () => {
    expect(signerRules(planWith(["hel1-monitor-1"])).filter((rule) => rule.includes("outside"))).toEqual([]);
  });

  test("plans no port for a signer on hosts that hold their own key", () => {
    const plan = planWith(["hel1-monitor-1"]);
    const withPort = plan.hosts.filter(({ services }) =>
      services.some(({ ports }) => ports.some((port) => port.name === "signer")),
    );
    expect(withPort.map((host) => host.name)).toEqual([name]);
    expect(plan.hosts.filter(({ remoteSigner }) => remoteSigner)).toHaveLength(1);
  });

  test("gives that host a provider firewall of its own: no other host of its roles is opened", () => {
    const plan = planWith(["203.0.113.7/32"]);
    const firewalls = firewallsOf(plan, plan.hosts);
    const open = firewalls.filter(({ ingress }) => ingress.some(({ port }) => port === 26659));
    expect(open.map((firewall) => firewall.name)).toEqual([`${name}-signer-firewall`]);
    expect(firewallName(plan.hosts.find((host) => host.name === name)!)).toBe(`${name}-signer-firewall`);
  });
});
