import { createHash } from "node:crypto";
import { Request, type Response } from "cosmjs-types/tendermint/abci/types";
import { Interface } from "ethers";
import { Chain } from "../chain";
import { contractAbis } from "../contracts/abi";
import { PayloadBox } from "../lease/payloadBox";
import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import { ExecutionKeeper } from "../recovery/executionKeeper";
import { type AppState, appHashOf } from "../state";
import { FakeClock } from "../testing/fakeClock";
import { chainPayload, chainStore, FakeExecution } from "../testing/fakeExecution";
import { authored, sampleAuthor } from "../testing/sampleAuthor";
import { Application } from "./application";

const contracts = { consensus: `0x${"c0".repeat(20)}`, coordinator: `0x${"c1".repeat(20)}` };
const never = new AbortController().signal;
const time = { seconds: 1001n, nanos: 0 };
const consensus = new Interface(contractAbis.AndeConsensus);
const coordinator = new Interface(contractAbis.AndeSequencerCoordinator);

const memberOf = (byte: number) => {
  const { evmAddress, key } = sampleAuthor(byte);
  const publicKey = Buffer.alloc(32, byte);
  const address = createHash("sha256").update(publicKey).digest().subarray(0, 20);
  return { evmAddress, key, publicKey, address, consensusAddress: address.toString("hex").toUpperCase() };
};
const [one, two, three] = [memberOf(1), memberOf(2), memberOf(3)];
type Member = typeof one;

// A keeper tries for ever, and with a fake clock without a pause: left running, it would keep this process busy.
const keepers: ExecutionKeeper[] = [];
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.stop();
});

/** An application whose genesis knows contracts, with an execution client in which they say what a test wants. */
function makeApplication(stored?: AppState) {
  const execution = new FakeExecution();
  const clock = new FakeClock(1_001_000);
  const metrics = makeMetrics();
  const chain = new Chain({
    loadState: async () => stored,
    heightRecord: async () => undefined,
    commit: async () => {},
    restore: async () => {},
  });
  const wipe = { make: async () => execution.reset() };
  const modules = { clock, logger: silentLogger, metrics, execution, store: chainStore, wipe, chainId: 1234 };
  const keeper = new ExecutionKeeper(() => chain.committed, modules);
  keepers.push(keeper);
  const application = new Application({
    config: { consensusChainId: "test-1", name: "v1" },
    chainId: "test-1",
    evmKey: one.key,
    evmAddress: one.evmAddress,
    box: new PayloadBox("test-1", { chain, logger: silentLogger, clock }),
    onHead: () => {},
    ...{ chain, execution, keeper, clock, metrics },
    logger: silentLogger,
  });
  const ask = (request: object): Promise<Response> =>
    application.handle(Request.fromPartial(request as never), never);
  const say = (...members: Member[]) => {
    const owners = members.map(({ evmAddress }) => `0xff${evmAddress.slice(4)}`);
    const set = [owners, members.map(({ publicKey }) => publicKey), members.map((each) => each.evmAddress)];
    const named = consensus.encodeFunctionResult("getValidatorSet", [...set, members.map(() => 1)]);
    const active = coordinator.encodeFunctionResult("getRegisteredSequencers", [owners]);
    execution.views[contracts.consensus] = { isReverted: false, data: named };
    execution.views[contracts.coordinator] = { isReverted: false, data: active };
  };
  /** Finalizes the next height, with a payload of so many transactions by `one`. */
  const finalize = async ({ transactions = 1 } = {}) => {
    const { height, head } = chain.committed!;
    const { epoch } = chain.committed!.lease;
    const payload = chainPayload(head.number + 1, { transactions: Array(transactions).fill("0x02") });
    const { tx } = authored(one, payload, { height: height + 1, epoch });
    const request = { height: BigInt(height + 1), time, proposerAddress: one.address, txs: [tx] };
    const { finalizeBlock } = await ask({ finalizeBlock: request });
    await ask({ commit: {} });
    expect(finalizeBlock!.txResults.map(({ log }) => log)).toEqual([""]);
    return Object.fromEntries(
      finalizeBlock!.validatorUpdates.map(({ pubKey, power }) => [
        Buffer.from(pubKey!.ed25519!).toString("hex").slice(0, 2),
        Number(power),
      ]),
    );
  };
  return { execution, chain, ask, say, finalize, metrics };
}

const genesis = {
  validators: Object.fromEntries(
    [one, two].map((each) => [
      each.consensusAddress,
      { evmAddress: each.evmAddress, power: 1, eligible: true },
    ]),
  ),
  lease: { blocks: 100, missesToFailOver: 10 },
  blockIntervalMs: 2000,
  contracts,
};
const updatesOf = (...members: Member[]) =>
  members.map(({ publicKey }) => ({ pubKey: { ed25519: publicKey }, power: 1n }));
const initChain = {
  chainId: "test-1",
  initialHeight: 1n,
  time,
  validators: updatesOf(one, two),
  appStateBytes: Buffer.from(JSON.stringify(genesis)),
};

async function started() {
  const app = makeApplication();
  await app.ask({ initChain });
  return app;
}

describe("the validator set", () => {
  test("is the genesis' while there are no contracts, or not all of it is registered", async () => {
    const app = await started();
    expect(await app.finalize()).toEqual({});
    app.say(one, three);
    expect(await app.finalize()).toEqual({});
    expect(app.chain.committed!.following).toEqual({ leads: false, former: [] });
  });

  test("changes for CometBFT at the height that reads it, for the application two heights later", async () => {
    const app = await started();
    app.say(one, two);
    expect(await app.finalize()).toEqual({});
    app.say(one, two, three);
    expect(await app.finalize()).toEqual({ "03": 1 });
    const pending = app.chain.committed!.following!.pending!;
    expect(pending.from).toBe(4);
    expect(Object.keys(app.chain.committed!.validators)).toHaveLength(2);
    expect(await app.finalize()).toEqual({});
    expect(app.chain.committed!.validators).toEqual(pending.validators);
    expect(app.chain.committed!.validators[three.consensusAddress]).toEqual({
      evmAddress: three.evmAddress,
      publicKey: `0x${"03".repeat(32)}`,
      power: 1,
      eligible: true,
    });
    app.say(one, three);
    expect(await app.finalize()).toEqual({ "02": 0 });
  });

  test("is part of what consensus agrees on", async () => {
    const app = await started();
    app.say(one, two);
    await app.finalize();
    app.say(one, two, three);
    await app.finalize();
    const { committed } = app.chain;
    expect(committed!.appHash).toBe(appHashOf(committed!));
    const { pending: _, ...rest } = committed!.following!;
    expect(appHashOf({ ...committed!, following: rest })).not.toBe(committed!.appHash);
  });

  test("stays where a contract that leads says what is no set, and tells so", async () => {
    const app = await started();
    app.say(one, two);
    await app.finalize();
    app.execution.views[contracts.consensus] = { isReverted: true };
    expect(await app.finalize()).toEqual({});
    app.say();
    expect(await app.finalize()).toEqual({});
    expect(Object.keys(app.chain.committed!.validators)).toHaveLength(2);
    const { values } = await app.metrics.setFaults.get();
    expect(values.filter(({ value }) => value > 0)).toEqual([
      { labels: { reason: "reverted" }, value: 1 },
      { labels: { reason: "empty" }, value: 1 },
    ]);
  });

  test("is not asked for in a block without transactions, nor on a chain without contracts", async () => {
    const app = await started();
    await app.finalize({ transactions: 0 });
    expect(app.execution.viewsAsked).toBe(0);
    const bare = makeApplication();
    const { contracts: _, ...without } = genesis;
    await bare.ask({
      initChain: { ...initChain, appStateBytes: Buffer.from(JSON.stringify(without)) },
    });
    await bare.finalize();
    expect(bare.execution.viewsAsked).toBe(0);
    expect(bare.chain.committed).not.toHaveProperty("following");
  });

  test("waits for a geth that cannot tell; consensus sees no guess", async () => {
    const app = await started();
    app.say(one, two);
    await app.finalize();
    app.say(one, two, three);
    app.execution.failViews = 2;
    expect(await app.finalize()).toEqual({ "03": 1 });
    expect(app.execution.failViews).toBe(0);
  });

  test("is told whole to a consensus that begins anew, with what was to come", async () => {
    const app = await started();
    app.say(one, two);
    await app.finalize();
    app.say(one, three);
    await app.finalize();
    const again = makeApplication(app.chain.committed);
    await again.chain.load();
    again.execution.head = again.execution.executed = 2;
    const answer = (await again.ask({ initChain: { ...initChain, initialHeight: 3n } })).initChain!;
    expect(answer.validators.map(({ pubKey }) => pubKey!.ed25519![0])).toEqual(
      Object.values(again.chain.committed!.validators).map(({ publicKey }) => Number(publicKey!.slice(0, 4))),
    );
    expect(answer.validators).toHaveLength(2);
    expect(Object.keys(again.chain.committed!.validators).sort()).toEqual(
      [one.consensusAddress, three.consensusAddress].sort(),
    );
    expect(again.chain.committed!.following).toEqual({ leads: true, former: [two.evmAddress] });
  });

  test("of the genesis must be CometBFT's, or the chain does not begin", async () => {
    const app = makeApplication();
    await expect(app.ask({ initChain: { ...initChain, validators: updatesOf(one, three) } })).rejects.toThrow(
      "CometBFT's genesis cannot be used.",
    );
  });
});
