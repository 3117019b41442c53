import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalChain, until } from "../localChain";
import type { Validator } from "../validator";

jest.setTimeout(120_000);

// Beyond the three seconds that a payload's time may lie from the header's (payload/attributes.ts).
const stepMs = 8_000;
// More than it takes to lose a lease.
const heights = 14;
const lease = { blocks: 1000, missesToFailOver: 10 };

let chain: LocalChain;
let holder: Validator;
let watcher: Validator;
beforeAll(async () => {
  chain = await LocalChain.start(4, {
    lease,
    plan: { blockIntervalMs: 1000 },
    appEnvironment: (dir) => ({
      NODE_OPTIONS: `--require ${join(__dirname, "../../faults/steppedClock.cjs")}`,
      CLOCK_OFFSET_FILE: join(dir, "clock-offset"),
    }),
  });
  await chain.waitForHeight(4);
  const holderAddress = (await chain.validators[0]!.status()).lease!.holder;
  holder = chain.validators.find(({ identity }) => identity.consensusAddress === holderAddress)!;
  watcher = chain.validators.find((one) => one !== holder)!;
}, 90_000);
afterAll(() => chain?.stop(), 60_000);

/** Waits until the holder's log has this after so many letters. */
async function said(what: string, logFrom: number): Promise<void> {
  await until(async () => holder.app.log().slice(logFrom).includes(what), {
    timeoutMs: 15_000,
    what: async () => `"${what}" in the holder's log`,
  });
}

/** An answer, however often a busy machine is too slow for one. */
async function answerOf<T>(question: () => Promise<T>): Promise<T> {
  let answer: { value: T } | undefined;
  const ask = async () => {
    answer = { value: await question() };
    return true;
  };
  await until(ask, { timeoutMs: 20_000, what: async () => "an answer" });
  return answer!.value;
}

const leaseNow = () => answerOf(async () => (await watcher.status()).lease!);

async function authorOf(height: number): Promise<string> {
  const { at } = await watcher.status(`?height=${height}`);
  return (await watcher.gethBlock(at!.evmHeight))!.miner.toLowerCase();
}

describe("a holder with a wrong clock", () => {
  test.each([
    ["ahead", stepMs],
    ["behind", -stepMs],
  ])(
    "that is %s is told so, keeps its lease and writes blocks with the network's time",
    async (_, offsetMs) => {
      const before = await leaseNow();
      const logFrom = holder.app.log().length;
      writeFileSync(holder.at("clock-offset"), String(offsetMs));
      try {
        await said("this host's clock is wrong", logFrom);
        const from = (await chain.topHeight()) + 2;
        await chain.waitForHeight(from + heights);
        const after = await leaseNow();
        expect(after).toMatchObject({ epoch: before.epoch, holder: before.holder });
        const authors = await Promise.all(
          Array.from({ length: heights }, (_, at) => answerOf(() => authorOf(from + at))),
        );
        const own = authors.filter((author) => author === holder.identity.evmAddress.toLowerCase());
        // On a busy machine it may be late for one.
        expect(own.length).toBeGreaterThanOrEqual(heights - 3);
      } finally {
        rmSync(holder.at("clock-offset"), { force: true });
        await said("this host's clock is right again", logFrom);
      }
    },
  );
});
