import { Load } from "../faults/load";
import { Seeded } from "../faults/seeded";
import { faucet } from "./faucet";
import { LocalChain, until } from "./localChain";
import { linesOf } from "./logLines";
import type { Validator } from "./validator";

jest.setTimeout(120_000);

// stop_grace_period of these services.
const graceMs = 60_000;

let chain: LocalChain;
let validator: Validator;
let load: Load;
beforeAll(async () => {
  chain = await LocalChain.start(1);
  validator = chain.validators[0]!;
  await chain.waitForHeight(2);
  load = new Load(chain.validators, { perSecond: 40, chainId: 1234, random: new Seeded(7) });
  await load.start();
}, 120_000);
afterAll(async () => {
  await load?.stop();
  await chain?.stop();
}, 60_000);

const poolHas = async (hash: string) =>
  (await validator.askGeth<{ blockHash: string | null } | null>("eth_getTransactionByHash", [hash])) !== null;

/** A transaction that waits: one before it in the order of its account is missing. */
async function sendWaiting(): Promise<string> {
  const nonce =
    Number(await validator.askGeth<string>("eth_getTransactionCount", [faucet.address, "pending"])) + 1;
  const fields = {
    to: faucet.address,
    value: 1n,
    nonce,
    chainId: 1234,
    type: 0,
    gasPrice: 10n ** 11n,
    gasLimit: 21_000,
  };
  return validator.askGeth<string>("eth_sendRawTransaction", [await faucet.signTransaction(fields)]);
}

/** Hash and state root of a block, and what the load's first account has then. */
const dataAt = async (number: number) => [
  await validator.gethBlock(number),
  await validator.askGeth<string>("eth_getBalance", [faucet.address, `0x${number.toString(16)}`]),
];

describe.each(["SIGTERM", "SIGINT"] as const)("E18 S05 %s under load", (signal) => {
  test("ends all three in order and in time with 0; the next start replays nothing and loses no block and no transaction", async () => {
    const sentBefore = load.sent;
    const heightBefore = (await validator.status()).height;
    await until(
      async () => load.sent > sentBefore + 100 && (await validator.status()).height > heightBefore + 4,
      {
        timeoutMs: 40_000,
        what: async () => `blocks under load (${load.sent - sentBefore} sent)`,
      },
    );
    const { evmHeight } = await validator.status();
    const data = await dataAt(evmHeight);
    const waiting = await sendWaiting();
    const stopped: Record<string, { end: string; ms: number }> = {};
    for (const one of [validator.comet, validator.app, validator.geth]) {
      const startedMs = Date.now();
      await one.stop(graceMs, signal);
      stopped[one.name] = { end: one.ends.at(-1)!, ms: Date.now() - startedMs };
    }
    console.log(`stopped: ${JSON.stringify(stopped)}`);
    expect(Object.values(stopped).map(({ end }) => end)).toEqual(["0", "0", "0"]);
    for (const { ms } of Object.values(stopped)) expect(ms).toBeLessThan(graceMs);
    const before = linesOf(validator.app.log());
    const committed = before.filter(({ msg }) => msg === "block finalized").at(-1)!;
    expect(committed.height).toBeGreaterThan(heightBefore + 4);

    const cometLength = validator.comet.log().length;
    const appLength = validator.app.log().length;
    validator.start();
    await chain.waitForHeight(Number(committed.height) + 2);
    expect(await dataAt(evmHeight)).toEqual(data);
    const after = linesOf(validator.app.log().slice(appLength));
    expect(after.find(({ msg }) => msg === "started")).toMatchObject({ height: committed.height });
    // geth lost nothing, so nothing was pushed again.
    expect(after.filter(({ msg, pushed }) => msg === "geth is level" && pushed !== 0)).toEqual([]);
    const replay = linesOf(validator.comet.log().slice(cometLength)).find(
      ({ _msg }) => _msg === "ABCI Replay Blocks",
    );
    expect(replay).toMatchObject({
      appHeight: committed.height,
      storeHeight: committed.height,
      stateHeight: committed.height,
    });
    await until(() => poolHas(waiting), {
      timeoutMs: 10_000,
      what: async () => "the transaction that waited",
    });
  });
});
