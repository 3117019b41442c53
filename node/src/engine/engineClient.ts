import { NodeError } from "../faults";
import type { PayloadAttributes } from "../payload/attributes";
import type { BoundPayload, BuiltPayload, ExecutionPayload } from "../payload/payload";
import { type EngineFailureClass, reactionTo } from "./faults";
import type { JsonRpc } from "./jsonRpc";
import { probeAddress, probeCode, probeGas, readProbe, type ViewAnswer } from "./probe";

export type PayloadStatus = "VALID" | "INVALID" | "SYNCING" | "ACCEPTED";

/** geth's word on a payload. */
export interface Verdict {
  status: PayloadStatus;
  reason?: string;
}

export interface BlockFacts {
  number: number;
  hash: string;
  timestamp: number;
  stateRoot: string;
}

interface CallOptions {
  signal?: AbortSignal;
}

/** What the node wants of an execution client. */
export interface Execution {
  newPayload(bound: BoundPayload, options?: CallOptions): Promise<Verdict>;
  /** Head, safe and finalized at once: consensus has no reorganisation. */
  setHead(hash: string, options?: CallOptions): Promise<Verdict>;
  /** Starts to build on the head; undefined when geth starts nothing. */
  startBuild(head: string, attributes: PayloadAttributes, options?: CallOptions): Promise<string | undefined>;
  getPayload(payloadId: string, options?: CallOptions): Promise<BuiltPayload>;
  blockAt(number: number | "latest", options?: CallOptions): Promise<BlockFacts | undefined>;
  /** The chain id that geth signs and checks transactions by. */
  chainId(options?: CallOptions): Promise<number>;
  /** What a view without arguments says in this block's state, also where it fails. */
  viewAt(hash: string, view: { to: string; selector: string }, options?: CallOptions): Promise<ViewAnswer>;
  /** Whether the state of this block can be read. */
  hasState(hash: string, options?: CallOptions): Promise<boolean>;
}

// A full block may take seconds on a small machine; everything else answers from memory.
const executionTimeoutMs = 15_000;
const quickTimeoutMs = 3_000;

interface WireStatus {
  status: PayloadStatus;
  validationError?: string | null;
}

/** geth behind the Engine API, Prague's methods. */
export class EngineClient implements Execution {
  constructor(
    private readonly rpc: Pick<JsonRpc, "call">,
    private readonly modules: { onFailure?: (failure: EngineFailureClass) => void } = {},
  ) {}

  async newPayload(bound: BoundPayload, options: CallOptions = {}): Promise<Verdict> {
    const params = [bound.payload, [], bound.parentBeaconBlockRoot, bound.executionRequests];
    return this.verdictOf(await this.slow<WireStatus>("engine_newPayloadV4", params, options));
  }

  async setHead(hash: string, options: CallOptions = {}): Promise<Verdict> {
    const params = [{ headBlockHash: hash, safeBlockHash: hash, finalizedBlockHash: hash }, null];
    const answer = await this.slow<{ payloadStatus: WireStatus }>(
      "engine_forkchoiceUpdatedV3",
      params,
      options,
    );
    return this.verdictOf(answer.payloadStatus);
  }

  async startBuild(
    head: string,
    attributes: PayloadAttributes,
    options: CallOptions = {},
  ): Promise<string | undefined> {
    const params = [{ headBlockHash: head, safeBlockHash: head, finalizedBlockHash: head }, attributes];
    const answer = await this.quick<{ payloadId: string | null }>(
      "engine_forkchoiceUpdatedV3",
      params,
      options,
    );
    return answer.payloadId ?? undefined;
  }

  async getPayload(payloadId: string, options: CallOptions = {}): Promise<BuiltPayload> {
    const answer = await this.quick<{
      executionPayload: ExecutionPayload;
      executionRequests?: string[] | null;
    }>("engine_getPayloadV4", [payloadId], options);
    return { payload: answer.executionPayload, executionRequests: answer.executionRequests ?? [] };
  }

  async blockAt(number: number | "latest", options: CallOptions = {}): Promise<BlockFacts | undefined> {
    const tag = number === "latest" ? number : `0x${number.toString(16)}`;
    const block = await this.quick<{
      number: string;
      hash: string;
      timestamp: string;
      stateRoot: string;
    } | null>("eth_getBlockByNumber", [tag, false], options);
    if (!block) return undefined;
    return {
      number: Number(block.number),
      hash: block.hash,
      timestamp: Number(block.timestamp),
      stateRoot: block.stateRoot,
    };
  }

  async chainId(options: CallOptions = {}): Promise<number> {
    return Number(await this.quick<string>("eth_chainId", [], options));
  }

  async viewAt(
    hash: string,
    { to, selector }: { to: string; selector: string },
    options: CallOptions = {},
  ): Promise<ViewAnswer> {
    const overrides = { [probeAddress]: { code: probeCode(to, selector) } };
    const call = { to: probeAddress, gas: probeGas };
    return readProbe(await this.quick<string>("eth_call", [call, { blockHash: hash }, overrides], options));
  }

  async hasState(hash: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await this.quick("eth_getBalance", [`0x${"00".repeat(20)}`, { blockHash: hash }], options);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "ENGINE_REFUSED") return false;
      throw error;
    }
  }

  private slow<T>(method: string, params: unknown[], options: CallOptions): Promise<T> {
    return this.counted(this.rpc.call<T>(method, params, { timeoutMs: executionTimeoutMs, ...options }));
  }

  private quick<T>(method: string, params: unknown[], options: CallOptions): Promise<T> {
    return this.counted(this.rpc.call<T>(method, params, { timeoutMs: quickTimeoutMs, ...options }));
  }

  private async counted<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof NodeError) this.modules.onFailure?.(reactionTo(error).class);
      throw error;
    }
  }

  private verdictOf({ status, validationError }: WireStatus): Verdict {
    if (status !== "VALID") this.modules.onFailure?.(classOfStatus[status]);
    return validationError ? { status, reason: validationError } : { status };
  }
}

const classOfStatus = { INVALID: "invalid", SYNCING: "syncing", ACCEPTED: "accepted" } as const;
