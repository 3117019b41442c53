import { type AppState, agreedTextOf } from "../state";
import { MemoryShelf } from "../testing/daWorld";
import { first, second, stateAt } from "../testing/mirrorWorld";
import { LeaseOpenings } from "./leaseOpenings";

const lease1 = { epoch: 1, holder: first };
const lease2 = { epoch: 2, holder: second };
const open = () => LeaseOpenings.load(new MemoryShelf());
const blocksOf = (openings: LeaseOpenings) =>
  openings.all.map(({ epoch, blockNumber }) => [epoch, blockNumber]);

describe("LeaseOpenings", () => {
  test("keeps of each lease the first header, and writes only then", async () => {
    const openings = await open();
    const states = [
      stateAt(99, lease1),
      stateAt(100, lease1),
      stateAt(101, lease2),
      stateAt(102, lease2),
      stateAt(103, lease2),
    ];
    const writes = states
      .slice(1)
      .map((state, index) => Object.keys(openings.note(states[index], state)).length);
    expect(writes).toEqual([1, 0, 1, 0]);
    expect(blocksOf(openings)).toEqual([
      [1, 100],
      [2, 102],
    ]);
    expect(openings.all[1]!.text).toBe(agreedTextOf(states[2]!));
  });

  test("waits for a block where a height brought none", async () => {
    const openings = await open();
    const [before, empty] = [
      stateAt(101, lease2),
      { ...stateAt(102, lease2), head: stateAt(101, lease2).head },
    ];
    expect(openings.note(before, empty)).toEqual({});
    expect(openings.all).toEqual([]);
  });

  test("leaves out what no header can prove: the state at genesis, a chain without contracts, a first sight", async () => {
    const openings = await open();
    const genesis = { ...stateAt(1, lease1), appHash: `0x${"0".repeat(64)}` };
    const { contracts: _contracts, ...without } = stateAt(1, lease1);
    for (const before of [genesis, without as AppState, undefined]) openings.note(before, stateAt(2, lease1));
    expect(openings.all).toEqual([]);
  });

  test("remembers sixteen leases, over a restart", async () => {
    const openings = await open();
    let written: Record<string, unknown> = {};
    for (let epoch = 1; epoch <= 20; epoch++) {
      written = openings.note(stateAt(epoch * 2, { epoch, holder: first }), stateAt(epoch * 2 + 1, lease1));
    }
    const again = await LeaseOpenings.load({ get: async <T>() => written["mirror/openings"] as T });
    expect(blocksOf(again)).toEqual(blocksOf(openings));
    expect(again.all).toHaveLength(16);
  });
});
