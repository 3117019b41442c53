import fc from "fast-check";
import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { networkArbitrary } from "../../test/unit/networkArbitrary";
import { planNetwork } from "../plan/planNetwork";
import { firewallName, firewallsOf } from "./firewallOf";

const withoutHost = (rules: readonly { host: string }[]) => rules.map(({ host: _host, ...rule }) => rule);

describe("firewallsOf", () => {
  test("lets in exactly what the plan opens to the outside, whatever the network", () => {
    fc.assert(
      fc.property(networkArbitrary, (description) => {
        const plan = planNetwork(parseExample(description));
        const firewalls = firewallsOf(plan, plan.hosts);
        for (const host of plan.hosts) {
          const own = plan.firewall.filter((rule) => rule.host === host.name && rule.on === "outside");
          const { ingress, egress } = firewalls.find(({ name }) => name === firewallName(host))!;
          expect(withoutHost(ingress)).toEqual(withoutHost(own));
          expect(withoutHost(egress)).toEqual(
            withoutHost(plan.egress.filter((rule) => rule.host === host.name)),
          );
        }
      }),
    );
  });

  test("opens SSH to the operators alone, the mesh port everywhere, and the door on edges", () => {
    const plan = planNetwork(parseExample(exampleCloud()));
    const open = Object.fromEntries(
      firewallsOf(plan, plan.hosts).map(({ name, ingress }) => [
        name,
        ingress.map(({ port, protocol, from }) => `${protocol} ${port} ${from.join(" ")}`),
      ]),
    );
    const everyHost = ["tcp 22 203.0.113.0/24", "udp 51820 0.0.0.0/0 ::/0"];
    expect(open["fsn1-sequencer-firewall"]).toEqual(everyHost);
    expect(open["fsn1-edge-firewall"]).toEqual([
      ...everyHost,
      "tcp 80 0.0.0.0/0 ::/0",
      "tcp 443 0.0.0.0/0 ::/0",
    ]);
  });
});
