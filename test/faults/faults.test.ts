import { FaultyChain } from "./faultyChain";
import { inflictAndHeal, possibleKinds } from "./inflict";
import { Load } from "./load";
import { OneChain } from "./oneChain";
import { describePerturbation, drawPerturbation, type PerturbationKind } from "./perturbation";
import { chooseSeed, Seeded } from "./seeded";

// A short, seeded slice of `make soak`: replay one with FAULT_SEED=<the number that it printed>.
const backWithinMs = 20_000;
const seed = chooseSeed();
const random = new Seeded(seed);
jest.setTimeout(150_000);

let chain: FaultyChain;
let load: Load;
const oneChain = new OneChain();

beforeAll(async () => {
  process.stderr.write(`FAULT_SEED=${seed}\n`);
  chain = await FaultyChain.start(4);
  await chain.local.waitForHeight(2);
  load = new Load(chain.validators, { perSecond: 20, chainId: 1234, random: new Seeded(seed) });
  await load.start();
}, 120_000);
afterAll(async () => {
  await load?.stop();
  await chain?.stop();
}, 60_000);

/** Acceptance rows that a kind of trouble shows. */
const rows: Partial<Record<PerturbationKind, string>> = { kill: "E18 ", partition: "A20 " };

describe(`A02 four validators under load, seed ${seed}`, () => {
  const kinds: PerturbationKind[] = possibleKinds().filter((kind) => kind !== "killEverything");
  const drawn = random
    .shuffled(kinds)
    .map((kind) => drawPerturbation(random, { validators: 4, kinds: [kind], seconds: 5 }));

  test.each(drawn.map((one) => [rows[one.kind] ?? "", describePerturbation(one), one] as const))(
    "%sback at head, one chain: %s",
    async (_rows, _name, one) => {
      await oneChain.remember(chain.validators);
      const from = Math.max(1, Math.min(...(await chain.local.heights())) - 2);
      await inflictAndHeal(one, chain, backWithinMs);
      await oneChain.check(chain.validators, from);
    },
  );

  test("transfers were taken all the while", async () => {
    expect(load.sent).toBeGreaterThan(100);
    expect((await chain.local.transfer(chain.validators[0])).status).toBe(1);
  });
});
