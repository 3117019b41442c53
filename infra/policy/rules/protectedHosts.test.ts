import { judged } from "../../../test/unit/judged";
import { protectedHosts } from "./protectedHosts";

const faults = (
  type: string,
  props: Record<string, unknown>,
  { stack = "mainnet", isProtected = true, role = "sequencer" } = {},
) =>
  protectedHosts.findFaults(
    judged(type, { labels: { "cordillera.role": role }, ...props }, { stack, isProtected }),
  );
const machine = "hcloud:index/server:Server";
const locked = { deleteProtection: true, rebuildProtection: true };

describe("protectedHosts", () => {
  test("passes a validator of mainnet that neither Pulumi nor the provider would remove", () => {
    expect(faults(machine, locked)).toEqual([]);
    expect(faults("aws:ec2/instance:Instance", { disableApiTermination: true })).toEqual([]);
  });

  test("names each lock that is open", () => {
    expect(faults(machine, { deleteProtection: true }, { isProtected: false })).toEqual([
      'option "protect" is not set',
      "rebuildProtection: must be true",
    ]);
    expect(faults("aws:ec2/instance:Instance", {})).toEqual(["disableApiTermination: must be true"]);
    expect(faults("hcloud:index/volume:Volume", {})).toEqual(["deleteProtection: must be true"]);
    expect(faults("aws:ebs/volume:Volume", {}, { isProtected: false })).toEqual([
      'option "protect" is not set',
    ]);
  });

  test("lets a host go whose description allows its removal", () => {
    const labels = { "cordillera.role": "sequencer", "cordillera.allow-removal": "true" };
    expect(faults(machine, { labels }, { isProtected: false })).toEqual([]);
  });

  test("knows a host by its roles: an edge keeps nothing, an edge that monitors does", () => {
    expect(faults(machine, {}, { isProtected: false, role: "edge" })).toEqual([]);
    expect(faults(machine, {}, { isProtected: false, role: "edge.monitor" })).toHaveLength(3);
  });

  test("leaves other networks alone, whatever their stack's name begins with", () => {
    expect(faults(machine, {}, { isProtected: false, stack: "testnet" })).toEqual([]);
    expect(faults(machine, {}, { isProtected: false, stack: "mainnetlike" })).toEqual([]);
    expect(faults(machine, {}, { isProtected: false, stack: "mainnet-eu" })).toHaveLength(3);
  });
});
