import type { PlannedMachine } from "./machineChanges";
import { findMoving, findOutage, provider } from "./machineChangesProvider";

const machine = (change: Partial<PlannedMachine> = {}): PlannedMachine => ({
  power: 10,
  isEdge: false,
  rebuild: 0,
  serverType: "ccx23",
  ...change,
});

const edge = machine({ power: 0, isEdge: true });
const network = { a: machine(), b: machine(), c: machine(), d: machine(), e: edge, f: edge };
const changed = (names: string[], change: Partial<PlannedMachine> = { rebuild: 1 }) =>
  Object.fromEntries(
    Object.entries(network).map(([name, each]) => [
      name,
      names.includes(name) ? { ...each, ...change } : each,
    ]),
  );

describe("findMoving", () => {
  test("names rebuilt and resized machines, not new ones, nor those that go", () => {
    const { d: _gone, ...rest } = changed(["a"]);
    expect(findMoving(network, { ...rest, b: machine({ serverType: "ccx33" }), z: machine() })).toEqual([
      "a",
      "b",
    ]);
  });
});

describe("findOutage", () => {
  test("lets one validator of four move, with one of two front doors", () => {
    expect(findOutage(network, changed(["a", "e"]))).toBeUndefined();
    expect(findOutage(network, network)).toBeUndefined();
  });

  test("refuses two of four, which hold half of the power", () => {
    expect(findOutage(network, changed(["a", "b"], { serverType: "ccx33" }))).toBe(
      "a, b would be down together, with 20 of 40 of the voting power, and the chain would stop. Change one, run pulumi up, look at its blocks, then the next.",
    );
  });

  test("counts power, not hosts", () => {
    const heavy = { ...network, d: machine({ power: 100 }) };
    const moved = { ...heavy, a: machine({ rebuild: 1 }), b: machine({ rebuild: 1 }) };
    expect(findOutage(heavy, moved)).toBeUndefined();
  });

  test("refuses all front doors at once, where there is more than one", () => {
    expect(findOutage(network, changed(["e", "f"]))).toMatch(/^e, f are all front doors there are/);
    const { f: _second, ...single } = network;
    expect(findOutage(single, { ...single, e: { ...edge, rebuild: 1 } })).toBeUndefined();
  });
});

describe("MachineChanges", () => {
  test("says so before anything is made, in a preview too", async () => {
    const check = (olds: unknown, machines: unknown) =>
      provider.check!(olds as never, { stack: "s", machines });
    expect((await check({ machines: network }, changed(["a", "b"]))).failures).toEqual([
      { property: "machines", reason: expect.stringMatching(/^a, b would be down together/) },
    ]);
    expect((await check(undefined, network)).failures).toEqual([]);
  });
});
