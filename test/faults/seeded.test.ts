import { describePerturbation, drawPerturbation, perturbationKinds } from "./perturbation";
import { chooseSeed, Seeded } from "./seeded";

const sequence = (seed: number, validators = 4) => {
  const random = new Seeded(seed);
  return Array.from({ length: 200 }, () =>
    drawPerturbation(random, { validators, kinds: perturbationKinds }),
  );
};

describe("drawPerturbation", () => {
  test("gives the same sequence for the same seed, another for another", () => {
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
  });

  test("draws every kind within a few dozen", () => {
    expect(new Set(sequence(1).map(({ kind }) => kind))).toEqual(new Set(perturbationKinds));
  });

  test.each([
    [4, 2],
    [7, 3],
  ])("parts %i validators with %i on one side", (validators, size) => {
    const sides = sequence(3, validators).flatMap((one) => (one.kind === "partition" ? [one.side] : []));
    expect(sides.length).toBeGreaterThan(5);
    for (const side of sides) {
      expect(new Set(side).size).toBe(size);
      expect(Math.max(...side)).toBeLessThan(validators);
    }
  });

  test("leaves the spared validator's application alone", () => {
    const random = new Seeded(2);
    for (let drawn = 0; drawn < 200; drawn++) {
      const one = drawPerturbation(random, { validators: 4, kinds: perturbationKinds, spared: 1 });
      expect("validator" in one ? one.validator : undefined).not.toBe(1);
      if (one.kind === "killEverything") expect(one.sparedApp).toBe(1);
    }
  });

  test("is told in words", () => {
    expect(describePerturbation({ kind: "clockStep", validator: 2, stepMs: -900, seconds: 10 })).toBe(
      "clockStep v3 -900 ms 10 s",
    );
    expect(describePerturbation({ kind: "partition", side: [0, 3], cut: "silent", seconds: 10 })).toBe(
      "partition v1+v4 silent 10 s",
    );
    expect(describePerturbation({ kind: "killEverything", sparedApp: 0 })).toBe("killEverything but v1 app");
  });
});

describe("chooseSeed", () => {
  test("takes the one that is given", () => {
    expect(chooseSeed("41")).toBe(41);
    expect(() => chooseSeed("x")).toThrow('FAULT_SEED: must be a whole number (got "x")');
  });
});
