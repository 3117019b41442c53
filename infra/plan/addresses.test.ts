import fc from "fast-check";
import { planAddresses, planGatewayAddress, planUnderlayAddress } from "./addresses";

const cidr = "10.90.0.0/24";
const named = (...names: string[]) => names.map((name) => ({ name }));

describe("planAddresses", () => {
  test("leaves every address as it was when a host with a free one is added", () => {
    const before = planAddresses(named("local-edge-1", "local-sequencer-1", "local-sequencer-2"), cidr);
    const after = planAddresses(
      named("local-edge-0", "local-edge-1", "local-sequencer-1", "local-sequencer-2"),
      cidr,
    );
    for (const [name, address] of before) expect(after.get(name)).toBe(address);
  });

  test("gives a given address to its host alone", () => {
    const [first] = planAddresses(named("local-edge-1"), cidr).values();
    const addresses = planAddresses(
      [{ name: "local-a-1", privateAddress: first! }, { name: "local-edge-1" }],
      cidr,
    );
    expect(addresses.get("local-a-1")).toBe(first);
    expect(addresses.get("local-edge-1")).not.toBe(first);
  });

  test("fills a range to its last free address", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 20, maxLength: 20 }),
        (names) => {
          const addresses = [...planAddresses(named(...names), "10.90.0.0/27").values()];
          expect(addresses.map((address) => Number(address.split(".")[3])).sort((a, b) => a - b)).toEqual(
            Array.from({ length: 20 }, (_, i) => 11 + i),
          );
        },
      ),
    );
  });
});

test("the gateway has an address that no host can have", () => {
  expect(planGatewayAddress(cidr)).toBe("10.90.0.1");
});

test("a host stands as far into the range below the mesh as into the mesh's", () => {
  const ranges = { privateCidr: cidr, underlayCidr: "10.190.0.0/24" };
  expect(planUnderlayAddress("10.90.0.117", ranges)).toBe("10.190.0.117");
});
