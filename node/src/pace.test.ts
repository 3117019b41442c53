import fc from "fast-check";
import { beatOf, holdMs, nextDueMs } from "./pace";

const beat = beatOf(2000);

/** Proposals of a network whose votes take `latencies[i]` after proposal i; the time a proposal is ready adds to it. */
function run(latencies: number[], minimumGapMs = 600): { proposedMs: number[]; dueMs: number[] } {
  const proposedMs = [10_000];
  const dueMs = [10_000];
  for (const latency of latencies) {
    const parentMs = proposedMs.at(-1)!;
    const votedMs = parentMs + latency;
    const due = nextDueMs(beat, { dueMs: dueMs.at(-1)!, votedMs });
    const readyMs = votedMs + minimumGapMs;
    const hold = holdMs(beat, { dueMs: due, nowMs: readyMs, sinceParentMs: readyMs - votedMs });
    proposedMs.push(readyMs + hold);
    dueMs.push(due);
  }
  return { proposedMs, dueMs };
}

const gaps = (times: number[]) => times.slice(1).map((time, index) => time - times[index]!);

describe("nextDueMs", () => {
  test("stands on one grid while votes come within the allowance", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 700 }), { minLength: 2, maxLength: 60 }),
        (latencies) => {
          expect(new Set(gaps(run(latencies).dueMs))).toEqual(new Set([2000]));
        },
      ),
    );
  });

  test("keeps a mean of exactly the interval whatever the vote latency is within the allowance", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 700 }), { minLength: 2, maxLength: 60 }),
        (latencies) => {
          const { proposedMs } = run(latencies);
          expect((proposedMs.at(-1)! - proposedMs[0]!) / latencies.length).toBe(2000);
        },
      ),
    );
  });

  test("never catches up by more than the allowance, whatever happened before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 60_000 }), { minLength: 2, maxLength: 60 }),
        (latencies) => {
          for (const gap of gaps(run(latencies).proposedMs)) expect(gap).toBeGreaterThanOrEqual(2000 - 800);
        },
      ),
    );
  });

  test("moves the grid after a halt instead of making up for it", () => {
    const { proposedMs } = run([100, 100, 90_000, 100, 100, 100]);
    expect(gaps(proposedMs)).toEqual([2000, 2000, 91_200, 2000, 2000, 2000]);
  });
});

describe("holdMs", () => {
  test("lets a clock that is an hour wrong move a proposal by the allowance at most", () => {
    const at = { dueMs: 100_000, sinceParentMs: 700 };
    expect(holdMs(beat, { ...at, nowMs: 100_000 - 3_600_000 })).toBe(1300);
    expect(holdMs(beat, { ...at, nowMs: 100_000 + 3_600_000 })).toBe(500);
  });

  test("holds nothing when the beat is past and the parent is old", () => {
    expect(holdMs(beat, { dueMs: 1000, nowMs: 9000, sinceParentMs: 8000 })).toBe(0);
  });

  test("holds at most one interval for a node that saw no parent", () => {
    expect(holdMs(beat, { dueMs: 99_000, nowMs: 0, sinceParentMs: undefined })).toBe(2000);
  });
});
