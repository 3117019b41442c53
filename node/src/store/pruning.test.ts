import { planPruning } from "./pruning";

const full = { bytes: 1000, first: 1, pastEvidence: 60, confirmedTo: undefined, head: 100 };

describe("planPruning", () => {
  test("lets nothing go below the bound", () => {
    expect(planPruning({ maxBytes: 1000 }, full)).toBe(1);
  });

  test("goes a tenth below the bound at once", () => {
    expect(planPruning({ maxBytes: 900 }, full)).toBe(1 + 19);
  });

  test("keeps what evidence may point at, however full it is", () => {
    expect(planPruning({ maxBytes: 10 }, full)).toBe(61);
    expect(planPruning({ maxBytes: 10 }, { ...full, pastEvidence: 0 })).toBe(1);
  });

  test("keeps what DA has not confirmed, however full it is", () => {
    expect(planPruning({ maxBytes: 10 }, { ...full, confirmedTo: 7 })).toBe(8);
    expect(planPruning({ maxBytes: 10 }, { ...full, confirmedTo: 0 })).toBe(1);
  });

  test("keeps what DA has not up to the bound for an outage, and above it only what fits", () => {
    const facts = { ...full, confirmedTo: 7 };
    expect(planPruning({ maxBytes: 10, outageMaxBytes: 1000 }, facts)).toBe(8);
    expect(planPruning({ maxBytes: 10, outageMaxBytes: 800 }, facts)).toBe(1 + 28);
    expect(planPruning({ maxBytes: 10, outageMaxBytes: 100 }, facts)).toBe(61);
  });

  test("an outage's bound below the usual one means the usual one", () => {
    expect(planPruning({ maxBytes: 900, outageMaxBytes: 10 }, { ...full, confirmedTo: 0 })).toBe(1 + 19);
  });

  test("keeps the head", () => {
    expect(planPruning({ maxBytes: 1 }, { ...full, pastEvidence: 100 })).toBe(100);
  });

  test("keeps within these for any facts", () => {
    for (let seed = 1; seed < 2000; seed++) {
      const draw = (salt: number, most: number) => (seed * 7919 * salt) % (most + 1);
      const head = 1 + draw(3, 500);
      const first = 1 + draw(5, head - 1);
      const facts = {
        bytes: draw(7, 10_000),
        first,
        pastEvidence: draw(11, head),
        confirmedTo: draw(13, head),
        head,
      };
      const kept = planPruning({ maxBytes: draw(17, 5_000) }, facts);
      expect(kept).toBeGreaterThanOrEqual(first);
      if (kept > first)
        expect(kept - 1).toBeLessThanOrEqual(Math.min(facts.pastEvidence, facts.confirmedTo, head - 1));
      const outage = planPruning({ maxBytes: draw(17, 5_000), outageMaxBytes: draw(19, 9_000) }, facts);
      expect(outage).toBeGreaterThanOrEqual(kept);
      if (outage > first) expect(outage - 1).toBeLessThanOrEqual(Math.min(facts.pastEvidence, head - 1));
    }
  });
});
