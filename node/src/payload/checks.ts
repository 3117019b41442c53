import type { Author } from "../author";
import type { EvmHead } from "../state";
import { prevRandaoFor, timestampWindow } from "./attributes";
import type { BuiltPayload } from "./payload";

export interface PayloadContext {
  head: EvmHead;
  authors: Author[];
  /** Header time of the proposal. */
  blockTimeMs: number;
}

const blobTransactionPrefix = "0x03";

/** The faults that every validator finds alike, without executing; empty when there are none. */
export function checkPayload({ payload }: BuiltPayload, context: PayloadContext): string[] {
  return [...checkPosition({ payload }, context.head), ...checkContent({ payload }, context)];
}

/** Faults of place: a payload that is no child of the head can never be executed on it. */
export function checkPosition({ payload }: Pick<BuiltPayload, "payload">, head: EvmHead): string[] {
  const faults: string[] = [];
  const number = Number(BigInt(payload.blockNumber));
  if (number !== head.number + 1) faults.push(`blockNumber: must be ${head.number + 1} (got ${number})`);
  if (payload.parentHash !== head.hash)
    faults.push(`parentHash: must be ${head.hash} (got ${payload.parentHash})`);
  return faults;
}

function checkContent({ payload }: Pick<BuiltPayload, "payload">, context: PayloadContext): string[] {
  const faults: string[] = [];
  const window = timestampWindow(context.head, context.blockTimeMs);
  const timestamp = BigInt(payload.timestamp);
  if (timestamp < window.least || timestamp > window.most) {
    faults.push(`timestamp: must be ${window.least} to ${window.most} (got ${timestamp})`);
  }
  if (payload.prevRandao !== prevRandaoFor(context.head)) {
    faults.push(`prevRandao: must be ${prevRandaoFor(context.head)} (got ${payload.prevRandao})`);
  }
  if (!context.authors.some((author) => author.evmAddress === payload.feeRecipient)) {
    const known = context.authors.map((author) => author.evmAddress).join(", ") || "nobody";
    faults.push(`feeRecipient: must be ${known} (got ${payload.feeRecipient})`);
  }
  if (payload.withdrawals.length > 0)
    faults.push(`withdrawals: must be none (got ${payload.withdrawals.length})`);
  const blobs = payload.transactions.filter((transaction) =>
    transaction.startsWith(blobTransactionPrefix),
  ).length;
  if (blobs > 0 || BigInt(payload.blobGasUsed) !== 0n || BigInt(payload.excessBlobGas) !== 0n) {
    faults.push(`transactions: must carry no blobs (got ${blobs}, blob gas ${BigInt(payload.blobGasUsed)})`);
  }
  return faults;
}
