import fc from "fast-check";
import { planPlacementGroup } from "./placement";

const hetznersMost = 10;

describe("planPlacementGroup", () => {
  test("puts the first of every kind of a region on different machines", () => {
    const groups = ["fsn1-sequencer-1", "fsn1-witness-1", "fsn1-edge-2"].map((name) =>
      planPlacementGroup({ region: "fsn1", name }),
    );
    expect(new Set(groups)).toEqual(new Set(["fsn1-spread-1"]));
    expect(planPlacementGroup({ region: "fsn1", name: "fsn1-edge-3" })).toBe("fsn1-spread-2");
    expect(planPlacementGroup({ region: "fsn1", name: "fsn1-edge-a" })).toBe("fsn1-spread-1");
  });

  test("fills no group beyond what Hetzner takes, with five kinds of hosts in any number", () => {
    const kinds = ["sequencer", "witness", "rpc", "edge", "monitor"];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 5 }), (counts) => {
        const sizes = new Map<string, number>();
        counts.forEach((count, i) => {
          for (let number = 1; number <= count; number++) {
            const group = planPlacementGroup({ region: "hel1", name: `hel1-${kinds[i]}-${number}` });
            sizes.set(group, (sizes.get(group) ?? 0) + 1);
          }
        });
        for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(hetznersMost);
      }),
    );
  });
});
