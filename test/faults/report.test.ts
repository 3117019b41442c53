import { renderTrial, type TrialReport } from "./report";
import { checkSoak } from "./soakFaults";

const report = (facts: Partial<TrialReport>): TrialReport => ({
  ...{ seed: 5, validators: 4, seconds: 60, blocks: 30, sent: 99, leaseBlocks: 100 },
  ...{ troubles: [], memory: [], leases: [], intervalsMs: [] },
  ...facts,
});

/** Leases that begin at these heights. */
const leasesFrom = (...heights: number[]) =>
  heights.map((startHeight, index) => ({ epoch: index + 1, startHeight }));

describe("renderTrial", () => {
  test("counts, compares and names what did not heal", () => {
    const troubles = [1000, 4000, 2000].map((backMs) => ({ kind: "kill", name: "kill v1 app", backMs }));
    const text = renderTrial(
      report({
        leases: leasesFrom(1, 101, 140, 240),
        intervalsMs: [1900, 2100, 2000, 12_000],
        troubles: [...troubles, { kind: "pause", name: "pause v2 all 10 s", backMs: 9000 }],
        memory: [
          [50, 51],
          [52, 50],
        ],
        failure: "kill v1 geth: not within 20000 ms",
      }),
    );
    expect(text).toBe(`
4 validators, 60 s, seed 5
trouble  times  back: median  worst
kill         3         2.0 s  4.0 s
pause        1         9.0 s  9.0 s
all          4         4.0 s  9.0 s
30 heights equal on all validators, 99 transfers taken
application memory, MiB: v1 50 → 52, v2 51 → 50
leases 1 to 4: 3 rotations, 2 after all 100 blocks
4 intervals, with troubles: least 1.90 s, half ≤ 2.00 s, 99 % ≤ 12.00 s, mean 4.50 s
NOT HEALED: kill v1 geth: not within 20000 ms
again: FAULT_SEED=5`);
  });
});

describe("checkSoak", () => {
  const minutes = 30;
  const enough = leasesFrom(1, 101, 201, 301);
  /** One look per value, at the first validator's application. */
  const looks = (...mib: number[]) => mib.map((value) => [value, 999]);

  test("A04 wants three leases that ran to their end in half an hour, over both trials", () => {
    expect(checkSoak([report({ leases: enough })], { minutes })).toEqual([]);
    const two = report({ leases: leasesFrom(1, 101, 201) });
    expect(checkSoak([two], { minutes })).toEqual(["2 leases ran to their end in 30 minutes (at least 3)"]);
    expect(checkSoak([two, report({ leases: leasesFrom(1, 101) })], { minutes })).toEqual([]);
    expect(checkSoak([two], { minutes: 10 })).toEqual([]);
  });

  test("counts no lease that was cut short, or whose beginning or end was not seen", () => {
    const cut = report({ leases: leasesFrom(1, 101, 140, 240, 300) });
    const unseen = report({
      leases: [
        { epoch: 1, startHeight: 1 },
        { epoch: 3, startHeight: 201 },
      ],
    });
    expect(checkSoak([cut], { minutes })).toHaveLength(1);
    expect(checkSoak([unseen], { minutes })).toHaveLength(1);
  });

  test("wants the memory of an application that nobody ended to stay where it was after the start", () => {
    const spared = { leases: enough, spared: 0 };
    const breathing = looks(60, 80, 100, 110, 100, 140, 105, 150, 110, 160, 120, 170, 145, 148, 150, 190);
    expect(checkSoak([report({ ...spared, memory: breathing })], { minutes })).toEqual([]);
    const leaking = looks(60, 80, 100, 110, 100, 140, 105, 150, 130, 160, 140, 170, 149, 158, 160, 190);
    expect(checkSoak([report({ ...spared, memory: leaking })], { minutes })).toEqual([
      "v1's application of 4 grew from 100 to 149 MiB (at most 48 more)",
    ]);
    expect(checkSoak([report({ leases: enough, memory: leaking })], { minutes })).toEqual([]);
    expect(checkSoak([report({ ...spared, memory: leaking.slice(0, 15) })], { minutes })).toEqual([]);
  });
});
