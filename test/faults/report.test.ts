import { renderTrial } from "./report";

describe("renderTrial", () => {
  test("counts, compares and names what did not heal", () => {
    const troubles = [1000, 4000, 2000].map((backMs) => ({ kind: "kill", name: "kill v1 app", backMs }));
    const text = renderTrial({
      ...{ seed: 5, validators: 4, seconds: 60, blocks: 30, sent: 99, epochs: [1, 2, 3, 4] },
      troubles: [...troubles, { kind: "pause", name: "pause v2 all 10 s", backMs: 9000 }],
      memory: [
        [50, 51],
        [52, 50],
      ],
      failure: "kill v1 geth: not within 20000 ms",
    });
    expect(text).toBe(`
4 validators, 60 s, seed 5
trouble  times  back: median  worst
kill         3         2.0 s  4.0 s
pause        1         9.0 s  9.0 s
all          4         4.0 s  9.0 s
30 heights equal on all validators, 99 transfers taken
application memory, MiB: v1 50 → 52, v2 51 → 50
lease epochs 1 to 4: 3 rotations seen
NOT HEALED: kill v1 geth: not within 20000 ms
again: FAULT_SEED=5`);
  });
});
