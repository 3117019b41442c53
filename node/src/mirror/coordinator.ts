import { readWords, selectorOf } from "../contracts/callData";
import type { JsonRpc } from "../engine/jsonRpc";
import { type BlockJson, encodeHeader } from "./encodeHeader";

/** The lease as the contract knows it. */
export interface Rotation {
  /** 0 before the first. */
  epoch: number;
  /** Whether a header proved it; else somebody named it by their own word. */
  isProven: boolean;
}

export interface Receipt {
  isSuccess: boolean;
  blockNumber: number;
}

/** What a call would come to. */
export type Trial = { gas: bigint } | { refused: string };

export interface FeeFacts {
  baseFeePerGas: bigint;
  tipPerGas: bigint;
}

/** What the mirror wants of the chain. */
export interface CoordinatorChain {
  /** Undefined where no contract stands at the address. */
  rotation(coordinator: string, signal: AbortSignal): Promise<Rotation | undefined>;
  header(blockNumber: number, signal: AbortSignal): Promise<Buffer>;
  try(call: { from: string; to: string; data: Buffer }, signal: AbortSignal): Promise<Trial>;
  /** Of the next transaction that a block can take, whatever waits in the pool. */
  nonce(address: string, signal: AbortSignal): Promise<number>;
  fees(signal: AbortSignal): Promise<FeeFacts>;
  send(raw: string, signal: AbortSignal): Promise<string>;
  receipt(hash: string, signal: AbortSignal): Promise<Receipt | undefined>;
}

const timeoutMs = 3_000;
const contract = "AndeSequencerCoordinator";
/** Reasons for which the contract may refuse a proof without anything being amiss. */
const known = ["HolderUnknown", "ProofTooOld", "HeaderUnknown", "StateMismatch"] as const;

/** AndeSequencerCoordinator, asked through the node's own geth. */
export class GethCoordinator implements CoordinatorChain {
  constructor(private readonly rpc: Pick<JsonRpc, "call">) {}

  async rotation(coordinator: string, signal: AbortSignal): Promise<Rotation | undefined> {
    const data = selectorOf(contract, "function", "getCurrentRotation");
    const answer = await this.ask<string>("eth_call", [{ to: coordinator, data }, "latest"], signal);
    const [epoch, , , provenFromBlock] = readWords(answer);
    if (epoch === undefined) return undefined;
    return { epoch: Number(epoch), isProven: provenFromBlock !== 0n };
  }

  async header(blockNumber: number, signal: AbortSignal): Promise<Buffer> {
    const params = [quantity(blockNumber), false];
    return encodeHeader(await this.ask<BlockJson>("eth_getBlockByNumber", params, signal));
  }

  async try(call: { from: string; to: string; data: Buffer }, signal: AbortSignal): Promise<Trial> {
    const { from, to, data } = call;
    const params = [{ from, to, data: `0x${data.toString("hex")}` }];
    try {
      return { gas: BigInt(await this.ask<string>("eth_estimateGas", params, signal)) };
    } catch (error) {
      const { rpcData } = error as { rpcData?: string };
      if (rpcData === undefined) throw error;
      return { refused: nameOf(rpcData) };
    }
  }

  async nonce(address: string, signal: AbortSignal): Promise<number> {
    return Number(await this.ask<string>("eth_getTransactionCount", [address, "latest"], signal));
  }

  async fees(signal: AbortSignal): Promise<FeeFacts> {
    const [block, tip] = await Promise.all([
      this.ask<{ baseFeePerGas: string }>("eth_getBlockByNumber", ["latest", false], signal),
      this.ask<string>("eth_maxPriorityFeePerGas", [], signal),
    ]);
    return { baseFeePerGas: BigInt(block.baseFeePerGas), tipPerGas: BigInt(tip) };
  }

  async send(raw: string, signal: AbortSignal): Promise<string> {
    return this.ask<string>("eth_sendRawTransaction", [raw], signal);
  }

  async receipt(hash: string, signal: AbortSignal): Promise<Receipt | undefined> {
    const found = await this.ask<{ status: string; blockNumber: string } | null>(
      "eth_getTransactionReceipt",
      [hash],
      signal,
    );
    return found ? { isSuccess: found.status === "0x1", blockNumber: Number(found.blockNumber) } : undefined;
  }

  private ask<T>(method: string, params: unknown[], signal: AbortSignal): Promise<T> {
    return this.rpc.call<T>(method, params, { timeoutMs, signal });
  }
}

const quantity = (value: number): string => `0x${value.toString(16)}`;

function nameOf(rpcData: string): string {
  const selector = rpcData.slice(0, 10);
  return (
    known.find((name) => selectorOf(contract, "error", name) === selector) ?? `reverted with ${selector}`
  );
}
