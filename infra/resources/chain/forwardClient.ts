import { FetchRequest, type JsonRpcPayload, JsonRpcProvider, type JsonRpcResult, Network } from "ethers";
import { fault } from "../fault";
import type { Chain } from "./chainClient";

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
const pauseMs = 100;

/**
 * A client that sends nothing twice by itself, gives up on a request after ten seconds, and whose answers never go back
 * in time: behind a front door each may come from another node, and one may be a block behind the one before. What
 * would come from before a block that this process has seen is asked again. The height is asked in the same request,
 * so that it is of the node that answers.
 */
export class ForwardClient extends JsonRpcProvider {
  constructor(
    readonly chain: Chain,
    private readonly waitMs = 15_000,
  ) {
    const request = new FetchRequest(chain.rpcUrl);
    request.timeout = 10_000;
    // Without a fixed network ethers looks for one again and again behind our back while the chain is away.
    super(request, chain.chainId, {
      staticNetwork: Network.from(chain.chainId),
      batchMaxCount: 1,
      pollingInterval: 250,
      cacheTimeout: -1,
    });
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
    const deadline = Date.now() + this.waitMs;
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
    const key = `${this.chain.rpcUrl} ${this.chain.chainId}`;
    const seen = Math.max(height, process.cordilleraHeights[key] ?? 0);
    process.cordilleraHeights[key] = seen;
    return seen;
  }

  private behind(height: number, seen: number): Error {
    return fault("CHAIN_BEHIND", "The chain's JSON-RPC answers from before a block that it has shown.", {
      details: [
        `url: ${this.chain.rpcUrl}`,
        `shown: block ${seen}`,
        `answers from: block ${height}`,
        `waited: ${this.waitMs / 1000} s`,
      ],
      fix: "See which hosts are behind with make status, then run pulumi up again.",
    });
  }
}

const isHeight = ({ id }: { id: number }): boolean => id === heightId;
