import { exampleCloud, parseExample } from "../../test/unit/exampleNetwork";
import { planNetwork } from "./planNetwork";

const plan = (keys: object) => planNetwork(parseExample({ ...exampleCloud(), ...keys }));
const mainnet = { environment: "mainnet", chainId: 424242 };

describe("planEgress", () => {
  test("names what each host of a mainnet may connect to", () => {
    const { egress, hosts } = plan(mainnet);
    const ports = (host: string) =>
      egress.filter((rule) => rule.host === host).map(({ port, protocol }) => `${port}/${protocol}`);
    for (const { name } of hosts) {
      expect(ports(name)).toEqual([
        ...["53/udp", "53/tcp", "67/udp", "80/tcp", "123/udp", "443/tcp", "547/udp", "51820/udp"],
      ]);
    }
  });

  test("adds the registry's port where it is another one", () => {
    const { egress } = plan({ ...mainnet, registry: "registry.example.org:5443/ande" });
    expect(egress.filter(({ service }) => service === "images").map(({ port }) => port)).toContain(5443);
  });

  test("leaves every other network as it is", () => {
    expect(plan({}).egress).toEqual([]);
  });
});
