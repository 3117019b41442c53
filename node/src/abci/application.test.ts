// Long, since one application answers all requests of ABCI and the tests share its chain and its authors.
import { Request, type Response } from "cosmjs-types/tendermint/abci/types";
import { Chain } from "../chain";
import { refusalOf } from "../engine/faults";
import { PayloadBox } from "../lease/payloadBox";
import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import { encodeAuthored, signClaim } from "../payload/authorship";
import { decodePayload, encodePayload, maxPayloadBytes } from "../payload/codec";
import { digestOf } from "../payload/envelope";
import { ExecutionKeeper } from "../recovery/executionKeeper";
import type { AppState } from "../state";
import { FakeClock } from "../testing/fakeClock";
import { chainBlock, chainPayload, chainStore, FakeExecution } from "../testing/fakeExecution";
import { authored, sampleAuthor } from "../testing/sampleAuthor";
import { Application } from "./application";

const [own, holder] = [sampleAuthor(2), sampleAuthor(1)];
const proposer = Buffer.from(own.consensusAddress, "hex");
const never = new AbortController().signal;
const time = { seconds: 1001n, nanos: 0 };

// A keeper tries for ever, and with a fake clock without a pause: left running, it would keep this process busy.
const keepers: ExecutionKeeper[] = [];
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.stop();
});

function makeApplication() {
  const execution = new FakeExecution();
  const clock = new FakeClock(1_001_000);
  const metrics = makeMetrics();
  const commits: { state: AppState; payload?: { tx: Uint8Array } }[] = [];
  const chain = new Chain({
    loadState: async () => undefined,
    heightRecord: async () => undefined,
    commit: async (state, payload) => {
      commits.push({ state, payload });
    },
    restore: async () => {},
  });
  const wipe = { make: async () => execution.reset() };
  const modules = { clock, logger: silentLogger, metrics, execution, store: chainStore, wipe, chainId: 1234 };
  const keeper = new ExecutionKeeper(() => chain.committed, modules);
  keepers.push(keeper);
  const config = { consensusChainId: "test-1", name: "v1" };
  const box = new PayloadBox("test-1", { chain, logger: silentLogger, clock });
  const application = new Application({
    config,
    chainId: "test-1",
    evmKey: own.key,
    evmAddress: own.evmAddress,
    box,
    onHead: () => {},
    chain,
    execution,
    keeper,
    clock,
    logger: silentLogger,
    metrics,
  });
  const ask = (request: object): Promise<Response> =>
    application.handle(Request.fromPartial(request as never), never);
  const count = (name: string) => countOf(metrics, name);
  return { execution, commits, chain, box, ask, count };
}

/** Values of a counter above zero, by label. */
async function countOf(
  metrics: ReturnType<typeof makeMetrics>,
  name: string,
): Promise<Record<string, number>> {
  const { values } = await metrics.registry.getSingleMetric(name)!.get();
  const counted = values.filter(({ value }) => value > 0);
  return Object.fromEntries(counted.map(({ labels, value }) => [String(Object.values(labels)[0]), value]));
}

const validators = { [own.consensusAddress]: own.facts, [holder.consensusAddress]: holder.facts };

async function started() {
  const app = makeApplication();
  const genesis = { validators, lease: { blocks: 100, missesToFailOver: 10 }, blockIntervalMs: 2000 };
  await app.ask({
    initChain: {
      chainId: "test-1",
      initialHeight: 1n,
      time,
      appStateBytes: Buffer.from(JSON.stringify(genesis)),
    },
  });
  return app;
}

type App = Awaited<ReturnType<typeof started>>;
const sent = authored(holder, chainPayload(1), { height: 1 });
const { tx } = authored(own, chainPayload(1), { height: 1 });
/** The holder signs a payload whose fees go to another. */
function swapped(): [Buffer, ReturnType<typeof signClaim>] {
  const payload = encodePayload(chainPayload(1, { feeRecipient: own.evmAddress }));
  const claim = { epoch: 1, height: 1, digest: digestOf(payload) };
  return [payload, signClaim(claim, { chainId: "test-1", key: holder.key })];
}

const block = { height: 1n, time, proposerAddress: proposer };

describe("Application", () => {
  test("begins at geth's genesis", async () => {
    const app = makeApplication();
    const answer = await app.ask({ info: {} });
    expect(answer.info?.lastBlockHeight).toBe(0n);
    const { initChain } = await (async () => {
      const genesis = { validators, lease: { blocks: 100, missesToFailOver: 10 }, blockIntervalMs: 2000 };
      const appStateBytes = Buffer.from(JSON.stringify(genesis));
      return app.ask({ initChain: { chainId: "test-1", initialHeight: 1n, time, appStateBytes } });
    })();
    expect(`0x${Buffer.from(initChain!.appHash).toString("hex")}`).toBe(chainBlock(0).hash);
  });

  test("lets consensus begin anew above a rebuilt state, and at no other height", async () => {
    const app = makeApplication();
    const state = { ...(await started()).chain.committed!, height: 41, head: chainBlock(3) };
    app.chain.begin(state);
    expect((await app.ask({ info: {} })).info?.lastBlockHeight).toBe(0n);
    const genesis = {
      validators,
      lease: { blocks: 100, missesToFailOver: 10 },
      blockIntervalMs: 2000,
      rebuiltTo: 3,
    };
    const appStateBytes = Buffer.from(JSON.stringify(genesis));
    const begin = (initialHeight: bigint, on = app) =>
      on.ask({ initChain: { chainId: "test-1", initialHeight, time, appStateBytes } });
    const { initChain } = await begin(42n);
    expect(`0x${Buffer.from(initChain!.appHash).toString("hex")}`).toBe(state.appHash);
    expect(app.chain.committed).toEqual(state);
    await expect(begin(50n)).rejects.toThrow("initial_height: must be 42, for the state is at 41 (got 50)");
    await expect(begin(42n, makeApplication())).rejects.toThrow(
      "app_state.rebuiltTo: the chain begins above block 3, which this store does not have",
    );
  });

  test("refuses the genesis of another network", async () => {
    const app = makeApplication();
    await expect(app.ask({ initChain: { chainId: "other-1", initialHeight: 1n, time } })).rejects.toThrow(
      "chain_id: must be test-1 (got other-1)",
    );
  });

  test("accepts a good proposal and rejects it from another proposer", async () => {
    const app = await started();
    expect((await app.ask({ processProposal: { ...block, txs: [tx] } })).processProposal?.status).toBe(1);
    const other = { ...block, proposerAddress: Buffer.alloc(20, 7), txs: [tx] };
    expect((await app.ask({ processProposal: other })).processProposal?.status).toBe(2);
  });

  test("accepts a block without payload and rejects one with two", async () => {
    const app = await started();
    expect((await app.ask({ processProposal: { ...block, txs: [] } })).processProposal?.status).toBe(1);
    expect((await app.ask({ processProposal: { ...block, txs: [tx, tx] } })).processProposal?.status).toBe(2);
  });

  test("rejects, and does not fail, when bytes are noise or the height is not ours", async () => {
    const app = await started();
    const noise = { ...block, txs: [Buffer.from("noise")] };
    expect((await app.ask({ processProposal: noise })).processProposal?.status).toBe(2);
    expect(
      (await app.ask({ processProposal: { ...block, height: 9n, txs: [tx] } })).processProposal?.status,
    ).toBe(2);
  });

  test("rejects what geth calls invalid", async () => {
    const app = await started();
    app.execution.wedged = { status: "INVALID", reason: "bad root" };
    expect((await app.ask({ processProposal: { ...block, txs: [tx] } })).processProposal?.status).toBe(2);
  });

  const big = Buffer.concat([tx, Buffer.alloc(maxPayloadBytes)]);
  test.each([
    ["count", { txs: [tx, tx] }],
    ["format", { txs: [Buffer.from("noise")] }],
    ["oversized", { txs: [big] }],
    ["height", { txs: [tx], height: 9n }],
    ["wrong_author", { txs: [tx], proposerAddress: Buffer.alloc(20, 7) }],
    ["future_dated", { txs: [tx], time }],
  ])("counts a rejection as %s", async (reason, change) => {
    const app = await started();
    if (reason === "future_dated") {
      change.txs = [authored(own, chainPayload(1, { timestamp: "0x500" }), { height: 1 }).tx];
    }
    const { processProposal } = await app.ask({ processProposal: { ...block, ...change } });
    expect(processProposal?.status).toBe(2);
    expect(await app.count("cordillera_proposals_rejected_total")).toEqual({ [reason]: 1 });
  });

  test.each([
    ["invalid", (app: App) => Object.assign(app.execution, { wedged: { status: "INVALID" } })],
    ["geth_away", (app: App) => Object.assign(app.execution, { reachable: false })],
    [
      "refused_by_geth",
      (app: App) =>
        (app.execution.newPayload = async () => {
          throw refusalOf("engine_newPayloadV4", { code: -32602, message: "bad" });
        }),
    ],
  ])("counts geth's verdict as %s", async (reason, arrange) => {
    const app = await started();
    arrange(app);
    await app.ask({ processProposal: { ...block, txs: [tx] } });
    expect(await app.count("cordillera_proposals_rejected_total")).toEqual({ [reason]: 1 });
  });

  test("shows evidence of a double signature, and finalizes the block that carries it", async () => {
    const app = await started();
    const validator = { address: proposer, power: 10n };
    const misbehavior = [{ type: 1, validator, height: 1n, time, totalVotingPower: 40n }];
    const { finalizeBlock } = await app.ask({ finalizeBlock: { ...block, txs: [tx], misbehavior } });
    expect(finalizeBlock?.txResults[0]?.code).toBe(0);
    expect(await app.count("cordillera_evidence_total")).toEqual({ double_sign: 1 });
  });

  test("proposes a block without payload when geth is away", async () => {
    const app = await started();
    app.execution.reachable = false;
    const answer = await app.ask({ prepareProposal: { ...block, maxTxBytes: -1n } });
    expect(answer.prepareProposal?.txs).toEqual([]);
  });

  test("proposes geth's payload, and accepts its own proposal", async () => {
    const app = await started();
    const { prepareProposal } = await app.ask({ prepareProposal: { ...block, maxTxBytes: -1n } });
    expect(prepareProposal?.txs).toHaveLength(1);
    const judged = await app.ask({ processProposal: { ...block, txs: prepareProposal!.txs } });
    expect(judged.processProposal?.status).toBe(1);
  });

  test("finalizes a payload and stores it whole, with the state, at Commit and not before", async () => {
    const app = await started();
    const { finalizeBlock } = await app.ask({ finalizeBlock: { ...block, txs: [tx] } });
    expect(app.commits).toHaveLength(0);
    await app.ask({ commit: {} });
    expect(app.commits).toHaveLength(1);
    const [{ state, payload }] = app.commits as [{ state: AppState; payload?: { tx: Uint8Array } }];
    expect(state.head).toEqual(chainBlock(1));
    expect(Buffer.from(payload!.tx).equals(tx)).toBe(true);
    expect(`0x${Buffer.from(finalizeBlock!.appHash).toString("hex")}`).toBe(state.appHash);
    expect(app.execution.head).toBe(1);
  });

  test("keeps the EVM head over a consensus block without payload", async () => {
    const app = await started();
    await app.ask({ finalizeBlock: { ...block, txs: [] } });
    await app.ask({ commit: {} });
    expect(app.chain.committed).toMatchObject({ height: 1, head: { number: 0 } });
  });

  test("finalizes a decided block though geth is away, once it is back", async () => {
    const app = await started();
    app.execution.reachable = false;
    const finalized = app.ask({ finalizeBlock: { ...block, txs: [tx] } });
    setTimeout(() => {
      app.execution.reachable = true;
    }, 50);
    expect((await finalized).finalizeBlock?.txResults[0]?.code).toBe(0);
  });

  test("carries the holder's payload, byte for byte", async () => {
    const app = await started();
    app.box.put(sent, holder.evmAddress);
    const { prepareProposal } = await app.ask({ prepareProposal: { ...block, maxTxBytes: -1n } });
    expect(Buffer.from(prepareProposal!.txs[0]!).equals(sent.tx)).toBe(true);
    const judged = await app.ask({ processProposal: { ...block, txs: prepareProposal!.txs } });
    expect(judged.processProposal?.status).toBe(1);
  });

  test("does not carry a holder's payload that geth calls invalid, nor one of another lease", async () => {
    const app = await started();
    app.execution.invalid = sent.built.payload.blockHash;
    app.box.put(sent, holder.evmAddress);
    const first = await app.ask({ prepareProposal: { ...block, maxTxBytes: -1n } });
    expect(decodePayload(first.prepareProposal!.txs[0]!).payload.feeRecipient).toBe(own.evmAddress);
    app.execution.invalid = undefined;
    app.box.put(authored(holder, chainPayload(1), { height: 1, epoch: 2 }), holder.evmAddress);
    const second = await app.ask({ prepareProposal: { ...block, maxTxBytes: -1n } });
    expect(decodePayload(second.prepareProposal!.txs[0]!).payload.feeRecipient).toBe(own.evmAddress);
  });

  test("counts a miss when the proposer wrote the payload, and none when the holder did", async () => {
    const missed = await started();
    await missed.ask({ finalizeBlock: { ...block, txs: [tx] } });
    await missed.ask({ commit: {} });
    expect(missed.chain.committed!.lease.missed).toEqual({ [own.consensusAddress]: 1 });
    const kept = await started();
    await kept.ask({ finalizeBlock: { ...block, txs: [sent.tx] } });
    await kept.ask({ commit: {} });
    expect(kept.chain.committed!.lease).toMatchObject({ missed: {}, lastBlockHeight: 1 });
  });

  test.each([
    ["another's signature", { tx: authored(sampleAuthor(9), chainPayload(1), { height: 1 }).tx }],
    ["another height", { tx: authored(holder, chainPayload(1), { height: 2 }).tx }],
    ["another lease", { tx: authored(holder, chainPayload(1), { height: 1, epoch: 2 }).tx }],
    ["another's fees", { tx: encodeAuthored(...swapped()) }],
    ["no signature", { tx: sent.payload }],
  ])("rejects a payload with %s, and ignores it if it was decided all the same", async (_, one) => {
    const app = await started();
    const judged = await app.ask({ processProposal: { ...block, txs: [one.tx] } });
    expect(judged.processProposal?.status).toBe(2);
    const { finalizeBlock } = await app.ask({ finalizeBlock: { ...block, txs: [one.tx] } });
    expect(finalizeBlock?.txResults[0]?.code).toBe(1);
    await app.ask({ commit: {} });
    expect(app.chain.committed).toMatchObject({ head: { number: 0 } });
  });

  test("hands over when the holder says so, and not when the proposer does", async () => {
    const handOver = { at: 2, to: own.consensusAddress };
    const by = async (author: typeof own) => {
      const app = await started();
      const txs = [authored(author, chainPayload(1), { height: 1, handOver }).tx];
      await app.ask({ finalizeBlock: { ...block, txs } });
      await app.ask({ commit: {} });
      return app.chain.committed!.lease.holder;
    };
    expect(await by(holder)).toBe(own.consensusAddress);
    expect(await by(own)).toBe(holder.consensusAddress);
  });

  test("fails a decided transaction that is no payload, not the block", async () => {
    const app = await started();
    const { finalizeBlock } = await app.ask({ finalizeBlock: { ...block, txs: [Buffer.from("noise"), tx] } });
    expect(finalizeBlock?.txResults.map((result) => result.code)).toEqual([1, 0]);
  });

  test("throws only for a request that ABCI 2.0 does not have", async () => {
    const app = makeApplication();
    await expect(app.ask({})).rejects.toThrow("CometBFT sent a request that is not of ABCI 2.0.");
  });
});
