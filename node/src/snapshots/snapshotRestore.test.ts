import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ResponseApplySnapshotChunk_Result as Applied,
  ResponseOfferSnapshot_Result as Offered,
  RequestApplySnapshotChunk,
  RequestOfferSnapshot,
} from "cosmjs-types/tendermint/abci/types";
import { listSnapshots, loadSnapshotChunk } from "../abci/handlers/snapshots";
import { bytesOf } from "../abci/wire";
import { Chain } from "../chain";
import type { Verdict } from "../engine/engineClient";
import { firstLease } from "../lease/lease";
import { silentLogger } from "../logger";
import type { BoundPayload } from "../payload/payload";
import { type AppState, appHashOf } from "../state";
import { PayloadStore } from "../store/payloadStore";
import { FakeClock } from "../testing/fakeClock";
import { chainBlock, chainStore, FakeExecution } from "../testing/fakeExecution";
import { sampleAuthor } from "../testing/sampleAuthor";
import { splitIntoChunks } from "./chunks";
import { decodeSnapshot, encodeSnapshot, snapshotFormat } from "./snapshotFormat";
import { SnapshotRestore } from "./snapshotRestore";
import { SnapshotShelf, snapshotWrite } from "./snapshotShelf";

const never = new AbortController().signal;
const rules = { everyBlocks: 10, keep: 2 };
const author = sampleAuthor(1);
const validators = { [author.consensusAddress]: author.facts };

function stateAt(height: number): AppState {
  const agreed = {
    head: chainBlock(height),
    blockIntervalMs: 2000,
    validators,
    leaseRules: { blocks: 100, missesToFailOver: 10 },
    lease: firstLease(validators, 1),
  };
  const times = { blockTimeMs: 1_000_000 + height * 2000, dueMs: 1_000_000 + height * 2000 };
  return { ...agreed, ...times, height, genesisHash: chainBlock(0).hash, appHash: appHashOf(agreed) };
}

/** geth whose peers hand over everything at the first request for the head. */
class PeeredExecution extends FakeExecution {
  hasPeers = true;
  invalidHash = "";

  override async newPayload(bound: BoundPayload): Promise<Verdict> {
    if (bound.payload.blockHash === this.invalidHash) return { status: "INVALID", reason: "bad hash" };
    return super.newPayload(bound);
  }

  override async setHead(hash: string) {
    const verdict = await super.setHead(hash);
    if (this.hasPeers && verdict.status === "SYNCING") this.head = this.executed = Number(hash) - 1;
    return verdict;
  }
}

const dir = mkdtempSync(join(tmpdir(), "snapshots-"));
let stores: PayloadStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});
afterAll(() => rmSync(dir, { recursive: true }));

let opened = 0;
async function openStore(): Promise<PayloadStore> {
  const store = await PayloadStore.open(join(dir, String(opened++)));
  stores = [...stores, store];
  return store;
}

/** A node that executed so many heights. */
async function giver(heights: number): Promise<{ store: PayloadStore; shelf: SnapshotShelf }> {
  const store = await openStore();
  for (let height = 1; height <= heights; height++) {
    const state = stateAt(height);
    await store.commit(state, await chainStore.payloadAt(height), snapshotWrite(rules, state));
  }
  return { store, shelf: new SnapshotShelf(rules, store) };
}

async function taker() {
  const store = await openStore();
  const chain = new Chain(store);
  await chain.load();
  const execution = new PeeredExecution();
  const given: string[] = [];
  const desk = { giveUp: async (reason: string) => void given.push(reason), watch: () => {}, stop: () => {} };
  const clock = new FakeClock(2_000_000);
  const modules = { chain, execution, clock, logger: silentLogger, chainId: 1234, desk };
  return { store, chain, execution, given, restore: new SnapshotRestore(modules) };
}

type Taker = Awaited<ReturnType<typeof taker>>;

const offerTo = ({ restore }: Taker, snapshot: object, state = stateAt(20)) =>
  restore.offer(RequestOfferSnapshot.fromPartial({ snapshot, appHash: bytesOf(state.appHash) })).result;

const applyTo = ({ restore }: Taker, index: number, chunk: Uint8Array) =>
  restore.apply(RequestApplySnapshotChunk.fromPartial({ index, chunk, sender: "peer-1" }), never);

/** Offers what these bytes are, and applies them. */
async function give(to: Taker, bytes: Buffer, height = 20n) {
  const { chunks, hash, metadata } = splitIntoChunks(bytes, 500);
  offerTo(to, { height, format: snapshotFormat, chunks: chunks.length, hash, metadata });
  let last = await applyTo(to, 0, chunks[0]!);
  for (const [index, chunk] of chunks.entries()) if (index > 0) last = await applyTo(to, index, chunk);
  return last;
}

const bytesAt = async (height: number, change: (state: AppState) => object = () => ({})) => {
  const state = stateAt(height);
  return encodeSnapshot({
    state: { ...state, ...change(state) },
    payload: await chainStore.payloadAt(height),
  });
};

describe("snapshots", () => {
  test("are listed newest first, handed out in chunks, and taken by an empty node", async () => {
    const from = await giver(25);
    const { snapshots } = await listSnapshots(from.shelf);
    expect(snapshots.map(({ height }) => height)).toEqual([20n, 10n]);
    const to = await taker();
    expect(offerTo(to, snapshots[0]!)).toBe(Offered.ACCEPT);
    const { chunk } = await loadSnapshotChunk({ height: 20n, format: snapshotFormat, chunk: 0 }, from.shelf);
    expect((await applyTo(to, 0, chunk)).result).toBe(Applied.ACCEPT);
    expect(to.chain.committed).toEqual(stateAt(20));
    expect(to.chain.handshakeHeight).toBe(20);
    expect(to.execution.head).toBe(20);
    expect(await to.store.firstPayload()).toBe(20);
  });

  test("are the same bytes on every node, whatever order its state's keys are in", async () => {
    const state = stateAt(20);
    const turned = Object.fromEntries(Object.entries(state).reverse()) as unknown as AppState;
    const payload = await chainStore.payloadAt(20);
    expect(encodeSnapshot({ state: turned, payload })).toEqual(encodeSnapshot({ state, payload }));
    expect(decodeSnapshot(encodeSnapshot({ state, payload }))).toEqual({ state, payload });
  });

  test("are as many as are to be kept, and none whose block was pruned", async () => {
    const { store, shelf } = await giver(45);
    expect(await shelf.heights()).toEqual([40, 30]);
    const pruned = new SnapshotShelf(rules, {
      shelf: (area: string) => store.shelf(area),
      payloadAt: (number: number) => store.payloadAt(number),
      hasPayload: async (number: number) => number > 35,
    });
    expect(await pruned.heights()).toEqual([40]);
    expect((await listSnapshots(pruned)).snapshots).toHaveLength(1);
    expect((await loadSnapshotChunk({ height: 30n, format: 1, chunk: 0 }, pruned)).chunk).toHaveLength(0);
  });

  test("are not taken by a node that has blocks of its own", async () => {
    const from = await giver(25);
    const to = await taker();
    to.chain.stage(stateAt(1), { seenMs: 0 });
    await to.chain.commit(0);
    expect(offerTo(to, (await listSnapshots(from.shelf)).snapshots[0]!)).toBe(Offered.ABORT);
  });

  test("may be taken again, a newer one, as long as consensus has not gone on", async () => {
    const to = await taker();
    expect((await give(to, await bytesAt(20))).result).toBe(Applied.ACCEPT);
    const chain = new Chain(to.store);
    await chain.load();
    expect(chain.isEmpty).toBe(true);
    const state = stateAt(30);
    const again = { ...to, chain };
    const { chunks, hash, metadata } = splitIntoChunks(await bytesAt(30));
    expect(offerTo(again, { height: 30n, format: 1, chunks: 1, hash, metadata }, state)).toBe(Offered.ACCEPT);
    expect((await applyTo(again, 0, chunks[0]!)).result).toBe(Applied.ACCEPT);
    expect(await to.store.firstPayload()).toBe(30);
    expect(await to.store.hasPayload(20)).toBe(false);
    expect(await to.store.heightRecord(20)).toBeUndefined();
  });

  test("of another format, or whose hash is not of its chunks, are refused", async () => {
    const to = await taker();
    const { chunks, hash, metadata } = splitIntoChunks(await bytesAt(20));
    const offer = { height: 20n, format: 1, chunks: chunks.length, hash, metadata };
    expect(offerTo(to, { ...offer, format: 2 })).toBe(Offered.REJECT_FORMAT);
    expect(offerTo(to, { ...offer, hash: Buffer.alloc(32) })).toBe(Offered.REJECT_SENDER);
  });

  test("with a chunk that is not the offered one: it is asked for again, of somebody else", async () => {
    const to = await taker();
    const bytes = await bytesAt(20);
    const { chunks, hash, metadata } = splitIntoChunks(bytes, 500);
    offerTo(to, { height: 20n, format: 1, chunks: chunks.length, hash, metadata });
    expect(await applyTo(to, 0, Buffer.from("not it"))).toEqual({
      result: Applied.RETRY,
      refetchChunks: [0],
      rejectSenders: ["peer-1"],
    });
    expect(to.chain.committed).toBeUndefined();
  });

  test.each<[string, (state: AppState) => object]>([
    ["another interval", () => ({ blockIntervalMs: 1000 })],
    ["another validator", () => ({ validators: { FF: author.facts } })],
    ["another app hash", () => ({ appHash: stateAt(19).appHash })],
    ["another genesis", () => ({ genesisHash: chainBlock(5).hash })],
    ["no number for a time", ({ dueMs }) => ({ dueMs: String(dueMs) })],
    ["another height", () => ({ height: 21 })],
    ["another state root", ({ head }) => ({ head: { ...head, stateRoot: chainBlock(3).stateRoot } })],
    ["another timestamp", ({ head }) => ({ head: { ...head, timestamp: 5 } })],
    ["another head", () => ({ head: chainBlock(19) })],
    ["a beat far ahead", ({ blockTimeMs }) => ({ dueMs: blockTimeMs + 60_000 })],
    ["a time in the future", () => ({ blockTimeMs: 9_000_000 })],
  ])("with %s than what consensus agreed on are refused, and nothing is written", async (_, change) => {
    const to = await taker();
    const { result, rejectSenders } = await give(to, await bytesAt(20, change));
    expect(result).toBe(Applied.REJECT_SNAPSHOT);
    expect(rejectSenders).toEqual(["peer-1"]);
    expect(to.chain.committed).toBeUndefined();
    expect(await to.store.loadState()).toBeUndefined();
    expect(to.execution.head).toBe(0);
    expect(to.given).toEqual([]);
  });

  test("of another app hash than the light client verified are refused", async () => {
    const to = await taker();
    const { chunks, hash, metadata } = splitIntoChunks(await bytesAt(20));
    const offer = { height: 20n, format: 1, chunks: 1, hash, metadata };
    expect(offerTo(to, offer, stateAt(19))).toBe(Offered.ACCEPT);
    expect((await applyTo(to, 0, chunks[0]!)).result).toBe(Applied.REJECT_SNAPSHOT);
    expect(to.chain.committed).toBeUndefined();
  });

  test("leave behind nothing that no hash covers", async () => {
    const to = await taker();
    const more = (state: AppState) => ({ extra: 1, following: {}, head: { ...state.head, extra: 1 } });
    expect((await give(to, await bytesAt(20, more))).result).toBe(Applied.ACCEPT);
    expect(to.chain.committed).toEqual(stateAt(20));
  });

  test("whose block geth finds invalid are refused", async () => {
    const to = await taker();
    to.execution.invalidHash = chainBlock(20).hash;
    expect((await give(to, await bytesAt(20))).result).toBe(Applied.REJECT_SNAPSHOT);
    expect(to.chain.committed).toBeUndefined();
  });

  test("to whose block geth's peers do not lead are given up, and the reason is told", async () => {
    const to = await taker();
    to.execution.hasPeers = false;
    expect((await give(to, await bytesAt(20))).result).toBe(Applied.ABORT);
    expect(to.given.join()).toContain("Payload 1 is not in the store.");
    expect(await to.store.loadState()).toBeUndefined();
  });
});
