import fc from "fast-check";
import type { ValidatorFacts, Validators } from "../lease/validators";
import type { ChainSet } from "./chainSet";
import { changesOf, type Following, followSet } from "./followSet";

const factsOf = (name: string, power: number, eligible = true): ValidatorFacts => ({
  evmAddress: `0xe${name}`,
  publicKey: `0xk${name}`,
  power,
  eligible,
});
const genesis: Validators = { A: factsOf("A", 1), B: factsOf("B", 1), W: factsOf("W", 1, false) };
const names = ["A", "B", "W", "C", "D"] as const;
const sets = fc
  .array(fc.record({ name: fc.constantFrom(...names), power: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
  })
  .map((members): ChainSet => {
    const entries = members.map(({ name, power }) => [name, factsOf(name, power, name !== "W")] as const);
    return { validators: Object.fromEntries(entries) };
  });
const faults: fc.Arbitrary<ChainSet> = fc.constantFrom("absent", "empty", "power").map((fault) => ({
  fault: fault as "absent",
  detail: "",
}));
const readings = fc.option(fc.oneof(sets, faults, fc.constant<ChainSet>({ validators: genesis })), {
  nil: undefined,
});
const histories = fc.array(readings, { minLength: 1, maxLength: 30 });

interface At {
  validators: Validators;
  following: Following;
}

/** Height after height, as FinalizeBlock goes; beside it what CometBFT makes of the answers. */
function replay(history: (ChainSet | undefined)[]) {
  let state: At = { validators: genesis, following: { leads: false, former: [] } };
  const comet = { now: powersOf(genesis), next: powersOf(genesis) };
  return history.map((said, index) => {
    const height = index + 1;
    const followed = followSet(state, height, said);
    state = followed;
    comet.now = comet.next;
    comet.next = { ...comet.now };
    for (const { publicKey, power } of followed.changes) {
      if (power === 0) {
        // CometBFT ends on a removal of somebody who is not there.
        expect(comet.next).toHaveProperty(publicKey);
        delete comet.next[publicKey];
      } else comet.next[publicKey] = power;
    }
    return { height, said, followed, comet: { ...comet } };
  });
}

const powersOf = (set: Validators): Record<string, number> =>
  Object.fromEntries(Object.values(set).map(({ publicKey, power }) => [publicKey!, power]));
const names4 = (...all: [string, number][]): ChainSet => ({
  validators: Object.fromEntries(all.map(([name, power]) => [name, factsOf(name, power, name !== "W")])),
});

describe("followSet", () => {
  test("has the set of CometBFT at every height of any history", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { followed, comet } of replay(history)) {
          expect(powersOf(followed.validators)).toEqual(comet.now);
          const { pending } = followed.following;
          expect(powersOf(pending?.validators ?? followed.validators)).toEqual(comet.next);
          expect(Object.keys(comet.next).length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("keeps the genesis' set until the contract names all of it, and follows for good from there", () => {
    fc.assert(
      fc.property(histories, (history) => {
        let hasLed = false;
        for (const { height, said, followed } of replay(history)) {
          const { leads, pending } = followed.following;
          const isComplete = Object.entries(genesis).every(
            ([name, facts]) => JSON.stringify(said?.validators?.[name]) === JSON.stringify(facts),
          );
          expect(leads).toBe(hasLed || isComplete);
          if (!leads) expect({ set: followed.validators, pending }).toEqual({ set: genesis });
          if (pending) expect(pending.from).toBe(height + 2);
          if (leads && said?.validators) {
            expect(powersOf(pending?.validators ?? followed.validators)).toEqual(powersOf(said.validators));
          }
          hasLed = leads;
        }
      }),
    );
  });

  test("takes over without taking power from anybody, be it with a fifth at once", () => {
    const partly = names4(["A", 1], ["B", 1]);
    const all = names4(["A", 1], ["B", 1], ["W", 1], ["C", 1]);
    const [first, second, third] = replay([partly, all, undefined]);
    expect(first!.followed).toMatchObject({ tookOver: false, changes: [] });
    expect(second!.followed).toMatchObject({
      tookOver: true,
      validators: genesis,
      following: { leads: true, pending: { from: 4 } },
      changes: [{ publicKey: "0xkC", power: 1 }],
    });
    expect(Object.keys(third!.followed.validators)).toEqual(["A", "B", "W", "C"]);
    expect(third!.followed.following.pending).toBeUndefined();
  });

  test("does not lead while a validator of the genesis has another power, hot key or right", () => {
    const others = [
      { ...genesis, A: factsOf("A", 2) },
      { ...genesis, A: { ...factsOf("A", 1), evmAddress: "0xother" } },
      { ...genesis, W: factsOf("W", 1, true) },
    ];
    for (const validators of others) {
      expect(replay([{ validators }])[0]!.followed).toMatchObject({ tookOver: false, changes: [] });
    }
  });

  test("remembers the hot keys of those who left or changed theirs: they signed what lies on DA", () => {
    const moved: ChainSet = { validators: { ...genesis, A: { ...genesis.A!, evmAddress: "0xnew" } } };
    const history = replay([{ validators: genesis }, moved, names4(["A", 1], ["W", 1])]);
    expect(history.at(-1)!.followed.following.former).toEqual(["0xeA", "0xeB", "0xnew"]);
    expect(history[1]!.followed.changes).toEqual([]);
  });
});

describe("changesOf", () => {
  test("tells of a whole set where there was none", () => {
    expect(changesOf({}, { A: factsOf("A", 3) })).toEqual([{ publicKey: "0xkA", power: 3 }]);
  });
});
