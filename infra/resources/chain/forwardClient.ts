import { type FetchRequest, type JsonRpcPayload, JsonRpcProvider, type JsonRpcResult } from "ethers";
import { fault } from "../fault";

// What a node says of these follows from the blocks that it has.
const followsHead = new Set([
  "eth_blockNumber",
  "eth_call",
  "eth_estimateGas",
  "eth_getBalance",
  "eth_getBlockByNumber",
  "eth_getCode",
  "eth_getLogs",
  "eth_getStorageAt",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
]);

// ethers counts its own from 1.
const heightId = 0;
const waitMs = 15_000;
const pauseMs = 100;

/**
 * A client whose answers never go back in time. Behind a front door each answer may come from another node, and some
 * are a block behind: what would come from before a block that this process has seen is asked again. The height is
 * asked in the same request, so that it is of the node that answers.
 */
export class ForwardClient extends JsonRpcProvider {
  constructor(
    private readonly request: FetchRequest,
    ...options: ConstructorParameters<typeof JsonRpcProvider> extends [unknown?, ...infer Rest] ? Rest : never
  ) {
    super(request, ...options);
  }

  /** @throws CHAIN_BEHIND */
  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    if (Array.isArray(payload) || !followsHead.has(payload.method)) return super._send(payload);
    const heightAsked: JsonRpcPayload = {
      id: heightId,
      jsonrpc: "2.0",
      method: "eth_blockNumber",
      params: [],
    };
    const deadline = Date.now() + waitMs;
    for (;;) {
      const answers = await super._send([heightAsked, payload]);
      const height = Number((answers as { id: number; result?: unknown }[]).find(isHeight)?.result);
      // A server that takes one question at a time stands for itself alone.
      if (Number.isNaN(height)) return super._send(payload);
      const seen = this.seen(height);
      if (height >= seen) return answers.filter((answer) => !isHeight(answer));
      if (Date.now() > deadline) throw this.behind(height, seen);
      await new Promise((next) => setTimeout(next, pauseMs));
    }
  }

  // Each resource has a client of its own, and each provider its own copy of this module.
  private seen(height: number): number {
    const process = globalThis as { cordilleraHeights?: Record<string, number> };
    process.cordilleraHeights ??= {};
    const key = `${this.request.url} ${this._network.chainId}`;
    const seen = Math.max(height, process.cordilleraHeights[key] ?? 0);
    process.cordilleraHeights[key] = seen;
    return seen;
  }

  private behind(height: number, seen: number): Error {
    return fault("CHAIN_BEHIND", "The chain's JSON-RPC answers from before a block that it has shown.", {
      details: [
        `url: ${this.request.url}`,
        `shown: block ${seen}`,
        `answers from: block ${height}`,
        `waited: ${waitMs / 1000} s`,
      ],
      fix: "See which hosts are behind with make status, then run pulumi up again.",
    });
  }
}

const isHeight = ({ id }: { id: number }): boolean => id === heightId;
