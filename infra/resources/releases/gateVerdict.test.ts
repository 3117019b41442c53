import fc from "fast-check";
import { judgeWave, type Sighting } from "./gateVerdict";

const rules = { minBlocks: 2, maxLagBlocks: 2, patienceSeconds: 20 };

const seen = (name: string, change: Partial<Sighting> = {}): Sighting => ({
  name,
  power: 1,
  isRequired: true,
  state: "answers",
  height: 10,
  isHealthy: true,
  reason: "",
  ...change,
});

describe("judgeWave", () => {
  const start = ["a", "b", "c", "d"].map((name) => seen(name));

  test("passes when every validator grew by two blocks and is healthy", () => {
    const latest = start.map((one) => ({ ...one, height: 12 }));
    expect(judgeWave(start, latest, 5, rules)).toMatchObject({ isPassed: true, note: "blocks grow" });
  });

  test("waits for a validator that stands while the others grow", () => {
    const latest = start.map((one) => ({ ...one, height: one.name === "a" ? 10 : 13 }));
    expect(judgeWave(start, latest, 5, rules).isPassed).toBe(false);
  });

  test("waits for a validator that calls itself unhealthy, and says why", () => {
    const latest = start.map((one) => ({ ...one, height: 12 }));
    latest[0] = seen("a", { height: 12, isHealthy: false, reason: "geth does not answer" });
    expect(judgeWave(start, latest, 5, rules)).toMatchObject({
      isPassed: false,
      rows: expect.arrayContaining(["a: height 12 (+2), not healthy: geth does not answer"]),
    });
  });

  test("does not wait for a later wave's validator that is down", () => {
    const latest = start.map((one) => ({ ...one, height: 12 }));
    latest[3] = seen("d", { isRequired: false, state: "away", height: 0 });
    expect(judgeWave(start, latest, 5, rules).isPassed).toBe(true);
  });

  test("passes with a note while two thirds of the power or less have a generation at all", () => {
    const latest = [
      seen("a", { height: 0, isHealthy: false }),
      ...["b", "c", "d"].map((name) => seen(name, { state: "empty", isRequired: false })),
    ];
    expect(judgeWave(latest, latest, 0, rules)).toMatchObject({
      isPassed: true,
      note: "the chain cannot move yet: power 1 of 4 takes part",
    });
  });

  test("silent validators of later waves excuse a standing chain only after the patience", () => {
    const down = ["c", "d"].map((name) => seen(name, { state: "silent", isRequired: false }));
    const latest = [seen("a"), seen("b"), ...down];
    expect(judgeWave(latest, latest, 5, rules).isPassed).toBe(false);
    expect(judgeWave(latest, latest, 20, rules).isPassed).toBe(true);
  });

  test("no excuse ever passes a wave whose own validator does not answer", () => {
    const state = fc.constantFrom("empty" as const, "away" as const, "silent" as const, "answers" as const);
    const one = fc.record({
      power: fc.integer({ min: 1, max: 9 }),
      isRequired: fc.boolean(),
      state,
      height: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 7 }), fc.nat(200), (facts, elapsed) => {
        const latest = facts.map((fact, i) => seen(`v${i}`, { ...fact, isHealthy: false }));
        const verdict = judgeWave(latest, latest, elapsed, rules);
        const isAnyMissing = latest.some(({ isRequired, state: at }) => isRequired && at !== "answers");
        expect(verdict.isPassed && isAnyMissing).toBe(false);
      }),
    );
  });
});
