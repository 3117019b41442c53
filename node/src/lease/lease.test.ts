import fc from "fast-check";
import { appHashOf } from "../state";
import { sampleHead } from "../testing/samplePayload";
import { firstLease, type Lease, missesOf, nextLease, nextRotationHeight, type Observation } from "./lease";
import type { Validators } from "./validators";

const rules = { blocks: 100, missesToFailOver: 10 };
const facts = (evmAddress: string, eligible = true) => ({ evmAddress, power: 1, eligible });
/** Three sequencers and a witness, as on the default network. */
const four: Validators = { AA: facts("0x1"), BB: facts("0x2"), CC: facts("0x3"), WW: facts("0x4", false) };

type Turn = Pick<Observation, "proposer" | "author"> & Partial<Observation>;

/** The leases after each of these turns, from height 1 on. */
function run(turns: Turn[], { validators = four, from = firstLease(validators, 1), at = 1 } = {}) {
  let lease = from;
  return turns.map((turn, index) => {
    const next = nextLease(lease, { height: at + index, ...turn }, validators, rules);
    lease = next.lease;
    return next;
  });
}

const order = ["AA", "BB", "CC", "WW"];
const carried = (proposer: string, author = "AA"): Turn => ({ proposer, author });
const missed = (proposer: string): Turn => ({ proposer, author: proposer });
const rounds = (count: number, turn: (proposer: string) => Turn, of = order) =>
  Array.from({ length: count }, (_, index) => turn(of[index % of.length]!));

describe("firstLease", () => {
  test("gives the first sequencer in the order of addresses a lease from the first height on", () => {
    expect(firstLease(four, 7)).toEqual({
      epoch: 1,
      holder: "AA",
      startHeight: 7,
      lastBlockHeight: 0,
      missed: {},
      failed: [],
    });
  });
});

describe("nextLease", () => {
  test("rotates at the hundredth block, over all sequencers and never to the witness", () => {
    let lease = firstLease(four, 1);
    const holders: string[] = [];
    for (let height = 1; height <= 400; height++) {
      const seen = { height, proposer: order[height % 4]!, author: lease.holder };
      const next = nextLease(lease, seen, four, rules);
      if (next.ended) {
        expect(next.ended).toBe("rotation");
        expect(height % 100).toBe(0);
        holders.push(next.lease.holder);
      }
      lease = next.lease;
    }
    expect(holders).toEqual(["BB", "CC", "AA", "BB"]);
    expect(lease).toMatchObject({ epoch: 5, startHeight: 401, lastBlockHeight: 400 });
  });

  test("fails over at the tenth miss of a holder that is gone, and passes it over until it proposes", () => {
    const turns = run(rounds(10, missed, ["BB", "CC", "WW"]));
    expect(turns.map(({ ended }) => ended)).toEqual([...Array(9).fill(undefined), "missed"]);
    const { lease } = turns.at(-1)!;
    expect(lease).toMatchObject({ epoch: 2, holder: "BB", startHeight: 11, missed: {}, failed: ["AA"] });
    const back = run([carried("AA", "BB")], { from: lease, at: 11 });
    expect(back[0]!.lease.failed).toEqual([]);
  });

  test("skips a failed sequencer at rotation", () => {
    const from: Lease = { ...firstLease(four, 1), holder: "CC", failed: ["AA"] };
    const turns = run(
      rounds(100, (one) => carried(one, "CC"), ["BB", "CC"]),
      { from },
    );
    expect(turns.at(-1)).toMatchObject({ ended: "rotation", lease: { holder: "BB", failed: ["AA"] } });
  });

  test("lets no proposer oust the holder alone by hiding its payloads", () => {
    const turns = run(rounds(96, (one) => (one === "BB" ? missed(one) : carried(one))));
    expect(missesOf(turns.at(-1)!.lease)).toBe(24);
    expect(turns.some(({ ended }) => ended)).toBe(false);
  });

  test("ousts a holder whose payloads reach nobody else, though it carries its own", () => {
    const turns = run(rounds(20, (one) => (one === "AA" ? carried(one) : missed(one))));
    expect(turns.findIndex(({ ended }) => ended === "missed")).toBe(13);
  });

  test("forgets a proposer's misses once it carries the holder's payload", () => {
    const turns = run([missed("BB"), missed("CC"), missed("BB"), carried("BB")]);
    expect(turns.map(({ lease }) => lease.missed)).toEqual([
      { BB: 1 },
      { BB: 1, CC: 1 },
      { BB: 2, CC: 1 },
      { CC: 1 },
    ]);
  });

  test("counts a block without payload as a miss", () => {
    expect(run([{ proposer: "CC", author: undefined }])[0]!.lease.missed).toEqual({ CC: 1 });
  });

  test("hands over at the height that the holder named, to whom it named", () => {
    const handOver = { at: 5, to: "CC" };
    const turns = run([{ ...carried("BB"), handOver }, ...rounds(3, carried)]);
    expect(turns.map(({ lease }) => lease.holder)).toEqual(["AA", "AA", "AA", "CC"]);
    expect(turns[0]!.lease).toMatchObject({ planned: handOver });
    expect(nextRotationHeight(turns[0]!.lease, rules)).toBe(5);
    expect(turns[3]).toMatchObject({ ended: "handed-over", lease: { startHeight: 5, epoch: 2 } });
    expect(turns[3]!.lease).not.toHaveProperty("planned");
  });

  test.each([
    ["the past", { at: 1 }],
    ["the witness", { at: 5, to: "WW" }],
    ["a stranger", { at: 5, to: "XX" }],
    ["itself", { at: 5, to: "AA" }],
  ])("ignores a hand-over to %s", (_, handOver) => {
    expect(run([{ ...carried("BB"), handOver }])[0]!.lease).not.toHaveProperty("planned");
  });

  test("takes the next in order where the wanted one has failed since", () => {
    const from: Lease = { ...firstLease(four, 1), planned: { at: 2, to: "CC" }, failed: ["CC"] };
    expect(run([carried("BB")], { from })[0]!.lease.holder).toBe("BB");
  });

  test("moves on when the holder is no validator any more", () => {
    const { AA: _gone, ...three } = four;
    const turns = run([carried("BB")], { validators: three, from: firstLease(four, 1) });
    expect(turns[0]).toMatchObject({ ended: "not-eligible", lease: { holder: "BB" } });
  });

  test("keeps the only sequencer, epoch after epoch, rather than nobody", () => {
    const alone = { AA: facts("0x1"), WW: facts("0x4", false) };
    const turns = run(rounds(10, missed, ["WW"]), { validators: alone });
    expect(turns.at(-1)).toMatchObject({ ended: "missed", lease: { holder: "AA", epoch: 2, failed: [] } });
  });
});

// Nodes differ in what they saw; what consensus decided is one sequence for all. `seen` is that sequence.
const networks = fc
  .array(fc.record({ power: fc.integer({ min: 1, max: 9 }), eligible: fc.boolean() }), {
    minLength: 1,
    maxLength: 7,
  })
  .filter((all) => all.some((one) => one.eligible))
  .map(
    (all): Validators =>
      Object.fromEntries(all.map((one, index) => [`V${index}`, { evmAddress: `0x${index}`, ...one }])),
  );

const histories = networks.chain((validators) => {
  const anyone = fc.constantFrom(...Object.keys(validators));
  const turn = fc.record({
    proposer: anyone,
    /** Of whom the decided payload is. */
    by: fc.constantFrom("holder", "proposer", "nobody"),
    handOver: fc.option(
      fc.record({ inBlocks: fc.integer({ min: -2, max: 9 }), to: fc.option(anyone, { nil: undefined }) }),
      { nil: undefined, freq: 8 },
    ),
    /** The validator set may change: these are eligible no more. */
    retires: fc.option(anyone, { nil: undefined, freq: 30 }),
  });
  return fc.tuple(fc.constant(validators), fc.array(turn, { maxLength: 120 }));
});

const short = { blocks: 12, missesToFailOver: 4 };

function replay([validators, turns]: typeof histories extends fc.Arbitrary<infer T> ? T : never) {
  let set = validators;
  let lease = firstLease(set, 1);
  const after: { lease: Lease; set: Validators; height: number }[] = [{ lease, set, height: 0 }];
  turns.forEach((turn, index) => {
    const height = index + 1;
    const author = { holder: lease.holder, proposer: turn.proposer, nobody: undefined }[turn.by];
    const handOver =
      author === lease.holder && turn.handOver
        ? { at: height + turn.handOver.inBlocks, to: turn.handOver.to }
        : undefined;
    const gone = turn.retires;
    if (gone && set[gone]) set = { ...set, [gone]: { ...set[gone], eligible: false } };
    lease = nextLease(lease, { height, proposer: turn.proposer, author, handOver }, set, short).lease;
    after.push({ lease, set, height });
  });
  return after;
}

describe("any history", () => {
  test("leaves every node with the same lease, and the same state hash", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const hash = ({ lease, set }: { lease: Lease; set: Validators }) =>
          appHashOf({
            head: sampleHead,
            blockIntervalMs: 2000,
            leaseRules: short,
            validators: Object.fromEntries(Object.entries(set).reverse()),
            lease: JSON.parse(JSON.stringify(lease)),
          });
        expect(replay(history).map(hash)).toEqual(replay(history).map(hash));
        const stored = replay(history).at(-1)!;
        const same = { head: sampleHead, blockIntervalMs: 2000, leaseRules: short, validators: stored.set };
        expect(appHashOf({ ...same, lease: stored.lease })).toBe(hash(stored));
      }),
    );
  });

  test("leaves exactly one holder: a sequencer wherever there is one", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { lease, set } of replay(history)) {
          expect(Object.keys(set)).toContain(lease.holder);
          if (Object.values(set).some((one) => one.eligible)) expect(set[lease.holder]!.eligible).toBe(true);
        }
      }),
    );
  });

  test("grows epochs by one, and only with a new start", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const all = replay(history);
        all.slice(1).forEach(({ lease, height }, index) => {
          const before = all[index]!.lease;
          const isNew = lease.startHeight === height + 1;
          expect(lease.epoch - before.epoch).toBe(isNew ? 1 : 0);
          if (!isNew) expect(lease.holder).toBe(before.holder);
        });
      }),
    );
  });

  test("ends every lease within its length, and within the misses while a third and more is missing", () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { lease, set, height } of replay(history)) {
          const someone = Object.values(set).some((one) => one.eligible);
          if (someone) expect(height + 1 - lease.startHeight).toBeLessThan(short.blocks);
          const missing = Object.keys(lease.missed).reduce((sum, one) => sum + set[one]!.power, 0);
          const total = Object.values(set).reduce((sum, one) => sum + one.power, 0);
          if (someone && missing * 3 > total) expect(missesOf(lease)).toBeLessThan(short.missesToFailOver);
        }
      }),
    );
  });

  test("never ousts a holder through proposers of a third of the power or less", () => {
    fc.assert(
      fc.property(networks, fc.array(fc.nat(), { maxLength: 80 }), (validators, picks) => {
        const names = Object.keys(validators);
        const total = names.reduce((sum, one) => sum + validators[one]!.power, 0);
        const hiding: string[] = [];
        for (const one of names) {
          const together = [...hiding, one].reduce((sum, each) => sum + validators[each]!.power, 0);
          if (together * 3 <= total) hiding.push(one);
        }
        let lease = firstLease(validators, 1);
        picks.forEach((pick, index) => {
          const proposer = names[pick % names.length]!;
          const author = hiding.includes(proposer) ? undefined : lease.holder;
          const next = nextLease(lease, { height: index + 1, proposer, author }, validators, short);
          expect([undefined, "rotation"]).toContain(next.ended);
          lease = next.lease;
        });
      }),
    );
  });
});
