import type { BlockFacts, Execution, Verdict } from "../engine/engineClient";
import { EngineUnreachableError } from "../engine/faults";
import type { ViewAnswer } from "../engine/probe";
import type { PayloadAttributes } from "../payload/attributes";
import { decodePayload, encodePayload } from "../payload/codec";
import type { BoundPayload } from "../payload/payload";
import type { StoredPayload } from "../store/payloadStore";
import { samplePayload } from "./samplePayload";

// A stand-in for geth in tests; nothing of the program imports it.

const hashOf = (number: number) => `0x${number.toString(16).padStart(64, "0")}`;

/** Block `number` of a chain whose hashes are their numbers. */
export function chainBlock(number: number): BlockFacts {
  return { number, hash: hashOf(number), timestamp: 1000 + number, stateRoot: hashOf(number) };
}

/** The payload that makes block `number`. */
export function chainPayload(number: number, change: Partial<BoundPayload["payload"]> = {}): BoundPayload {
  const built = samplePayload({
    blockNumber: `0x${number.toString(16)}`,
    blockHash: hashOf(number),
    parentHash: hashOf(number - 1),
    prevRandao: hashOf(number - 1),
    stateRoot: hashOf(number),
    timestamp: `0x${(1000 + number).toString(16)}`,
    ...change,
  });
  return { ...built, parentBeaconBlockRoot: hashOf(0) };
}

/** A store that holds every payload of that chain. */
export const chainStore = {
  payloadAt: async (number: number): Promise<StoredPayload> => ({
    tx: encodePayload(chainPayload(number)),
    parentBeaconBlockRoot: hashOf(0),
  }),
  firstPayload: async () => 1,
};

/** An execution client with the ways to fail that geth has. */
export class FakeExecution implements Execution {
  executed = 0;
  head = 0;
  reachable = true;
  stateless = false;
  wedged: Verdict | undefined;
  otherHistory = false;
  chain = 1234;
  /** Hash of a payload that it finds wrong. */
  invalid: string | undefined;
  /** What contracts say, by address; nobody stands anywhere else. */
  views: Record<string, ViewAnswer> = {};
  viewsAsked = 0;
  /** So many views that geth does not answer. */
  failViews = 0;
  headMoves: number[] = [];
  /** Payloads without a head move between them. */
  longestRun = 0;
  private run = 0;
  private feeRecipient = `0x${"1".repeat(40)}`;

  async newPayload(bound: BoundPayload): Promise<Verdict> {
    this.answer("engine_newPayloadV4");
    if (this.wedged) return this.wedged;
    if (this.invalid === bound.payload.blockHash && bound.payload.feeRecipient !== this.feeRecipient) {
      return { status: "INVALID", reason: "bad root" };
    }
    const number = Number(bound.payload.blockNumber);
    if (number > this.executed + 1) return { status: "SYNCING" };
    this.executed = Math.max(this.executed, number);
    this.run += 1;
    this.longestRun = Math.max(this.longestRun, this.run);
    return { status: "VALID" };
  }

  async setHead(hash: string): Promise<Verdict> {
    this.answer("engine_forkchoiceUpdatedV3");
    const number = Number(hash);
    if (number > this.executed) return { status: "SYNCING" };
    this.head = Math.max(this.head, number);
    this.headMoves.push(number);
    this.run = 0;
    return { status: "VALID" };
  }

  async startBuild(_head: string, attributes: PayloadAttributes): Promise<string | undefined> {
    this.answer("engine_forkchoiceUpdatedV3");
    this.feeRecipient = attributes.suggestedFeeRecipient;
    return "0x01";
  }

  async getPayload(): Promise<BoundPayload> {
    this.answer("engine_getPayloadV4");
    return decodeAgain(chainPayload(this.head + 1, { feeRecipient: this.feeRecipient }));
  }

  async blockAt(number: number | "latest"): Promise<BlockFacts | undefined> {
    this.answer("eth_getBlockByNumber");
    const wanted = number === "latest" ? this.head : number;
    if (wanted > this.head) return undefined;
    const block = chainBlock(wanted);
    return this.otherHistory && wanted > 0 ? { ...block, hash: `0x${"f".repeat(64)}` } : block;
  }

  async chainId(): Promise<number> {
    this.answer("eth_chainId");
    return this.chain;
  }

  async viewAt(_hash: string, { to }: { to: string }): Promise<ViewAnswer> {
    this.answer("eth_call");
    this.viewsAsked += 1;
    if (this.failViews > 0) {
      this.failViews -= 1;
      throw new EngineUnreachableError("eth_call", new Error("reset"));
    }
    return this.views[to] ?? { isReverted: false, data: "0x" };
  }

  async hasState(): Promise<boolean> {
    this.answer("eth_getBalance");
    return !this.stateless;
  }

  /** As after a wiped datadir. */
  reset(): void {
    Object.assign(this, { executed: 0, head: 0, stateless: false, wedged: undefined, otherHistory: false });
  }

  private answer(method: string): void {
    if (!this.reachable) throw new EngineUnreachableError(method, new Error("refused"));
  }
}

function decodeAgain(bound: BoundPayload): BoundPayload {
  return { ...decodePayload(encodePayload(bound)), parentBeaconBlockRoot: bound.parentBeaconBlockRoot };
}
