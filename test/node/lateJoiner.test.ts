import { randomBytes } from "node:crypto";
import { signTransaction } from "../../node/src/registration/signTransaction";
import { faucet } from "./faucet";
import { LocalChain, until } from "./localChain";
import { linesOf } from "./logLines";
import { LyingGiver } from "./lyingGiver";
import type { Validator } from "./validator";

jest.setTimeout(240_000);

const snapshots = { everyBlocks: 15, keep: 2, joinAboveBlocks: 25 };
// LevelDB counts what is on disk, and writes at four megabytes: less is not pruned by anybody.
const store = { maxBytes: 1_000_000, keepBlocks: 5 };

const liarAt = 1;
const [abciPort, honestAppPort] = [36658, 36659];

let chain: LocalChain;
let liar: LyingGiver;
let joiner: Validator;
let others: Validator[];

function configured(from: number, text: string): string {
  const config = { ...JSON.parse(text), snapshots, store };
  if (from === liarAt) config.abciAddress = config.abciAddress.replace(`:${abciPort}`, `:${honestAppPort}`);
  return JSON.stringify(config);
}

beforeAll(async () => {
  chain = await LocalChain.start(4, {
    plan: { blockIntervalMs: 1000 },
    prepareNetwork: async (addresses) => {
      liar = new LyingGiver({ host: addresses[liarAt]!, port: abciPort, appPort: honestAppPort });
      await liar.listen();
    },
    reroute: (from, text) => (text.startsWith("{") ? configured(from, text) : text),
  });
  joiner = chain.validators[3]!;
  others = chain.validators.slice(0, 3);
  await joiner.stop();
  await chain.waitForHeight(2, { of: others });
  await sendLargeTransactions(100);
}, 180_000);
afterAll(async () => {
  await chain?.stop();
  await liar?.close();
}, 60_000);

/** Data that nobody can compress, so that the stores grow. */
async function sendLargeTransactions(count: number): Promise<void> {
  const [through] = others;
  let nonce = Number(await through!.askGeth<string>("eth_getTransactionCount", [faucet.address, "pending"]));
  for (let sent = 0; sent < count; sent++) {
    const raw = signTransaction(
      {
        ...{ chainId: 1234n, nonce: BigInt(nonce++), gasLimit: 4_500_000n },
        ...{ maxPriorityFeePerGas: 10n ** 9n, maxFeePerGas: 10n ** 11n },
        to: Buffer.from(faucet.address.slice(2), "hex"),
        data: randomBytes(100_000),
      },
      Buffer.from(faucet.privateKey.slice(2), "hex"),
    );
    expect(await through!.askGeth("eth_sendRawTransaction", [raw])).toMatch(/^0x/);
  }
}

/** The lowest block that CometBFT still has. */
const firstBlockOf = async (one: Validator) =>
  Number(
    (await one.comets<{ sync_info: { earliest_block_height: string } }>("/status")).sync_info
      .earliest_block_height,
  );

/** What the joiner's application said of snapshots that it refused. */
const refusals = () =>
  linesOf(joiner.app.log()).filter(({ msg }) => msg === "snapshot refused") as {
    height: number;
    reason: string;
  }[];

const atHead = async () => (await joiner.status()).height >= (await chain.topHeight()) - 1;

describe("A15 a late joiner, with the first blocks pruned by everybody", () => {
  test("refuses one peer's lie, begins with a snapshot of the others, has the same chain, votes, and can be joined from", async () => {
    // A while before the next snapshot: until the joiner asks for some, nothing is newer than the liar's.
    const isTime = (height: number) => height > 32 && [3, 4, 5].includes(height % snapshots.everyBlocks);
    await until(async () => isTime(await chain.topHeight()), {
      timeoutMs: 120_000,
      what: async () => `the time to join (at ${await chain.heights()})`,
    });
    await until(async () => (await Promise.all(others.map(firstBlockOf))).every((first) => first > 1), {
      timeoutMs: 60_000,
      what: async () => `pruned blocks (first are ${await Promise.all(others.map(firstBlockOf))})`,
    });
    joiner.loseDisk();
    const startedMs = Date.now();
    joiner.start();
    await until(atHead, { timeoutMs: 90_000, what: async () => `the joiner at ${await chain.heights()}` });
    console.log(`at head after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    expect(joiner.app.log()).toContain('"msg":"state restored from a snapshot"');
    expect(liar.given.length).toBeGreaterThan(0);
    const [refused, ...more] = refusals();
    expect(refused).toMatchObject({ height: liar.given[0] });
    expect(refused!.reason).toContain("The snapshot is not of this chain.");
    expect(refused!.reason).toContain("appHash: must be 0x");
    // Whoever lied is not asked again.
    expect(more).toEqual([]);
    expect(await firstBlockOf(joiner)).toBeGreaterThan(1);

    const { evmHeight } = await joiner.status();
    for (const number of [1, Math.floor(evmHeight / 2), evmHeight]) {
      expect(await joiner.gethBlock(number)).toEqual(await others[0]!.gethBlock(number));
    }
    const { height } = await joiner.status();
    expect((await joiner.status(`?height=${height}`)).at).toEqual(
      (await others[0]!.status(`?height=${height}`)).at,
    );

    // Without it there is no quorum any more: the chain goes on only by its votes.
    await others[0]!.stop();
    const from = await chain.topHeight();
    await chain.waitForHeight(from + 4, { of: [joiner, ...others.slice(1)], timeoutMs: 60_000 });
    await until(async () => (await joiner.status()).snapshotHeights.length > 0, {
      timeoutMs: 30_000,
      what: async () =>
        `a snapshot of the joiner's own at ${await joiner.status().then(({ height }) => height)}`,
    });
  });

  test("starts again from what it has, and asks nobody how", async () => {
    await joiner.stop();
    const before = joiner.comet.log().length;
    joiner.start();
    await until(atHead, { timeoutMs: 60_000, what: async () => `the joiner at ${await chain.heights()}` });
    expect(joiner.comet.log().slice(before)).not.toContain("CMT_STATESYNC_ENABLE");
  });
});
