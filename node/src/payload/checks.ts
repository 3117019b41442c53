import type { Author } from "../author";
import type { EvmHead } from "../state";
import { prevRandaoFor, timestampWindow } from "./attributes";
import type { BuiltPayload } from "./payload";
import type { ProposalFault } from "./rejection";

export interface PayloadContext {
  head: EvmHead;
  authors: Author[];
  /** Header time of the proposal. */
  blockTimeMs: number;
}

const blobTransactionPrefix = "0x03";

/** The faults that every validator finds alike, without executing; empty when there are none. */
export function checkPayload({ payload }: BuiltPayload, context: PayloadContext): ProposalFault[] {
  return [...checkPosition({ payload }, context.head), ...checkContent({ payload }, context)];
}

/** Faults of place: a payload that is no child of the head can never be executed on it. */
export function checkPosition({ payload }: Pick<BuiltPayload, "payload">, head: EvmHead): ProposalFault[] {
  const faults: ProposalFault[] = [];
  const number = Number(BigInt(payload.blockNumber));
  if (number !== head.number + 1) {
    const reason = number <= head.number ? "replayed" : "wrong_parent";
    faults.push({ reason, rule: `blockNumber: must be ${head.number + 1} (got ${number})` });
  }
  if (payload.parentHash !== head.hash) {
    const rule = `parentHash: must be ${head.hash} (got ${payload.parentHash})`;
    faults.push({ reason: "wrong_parent", rule });
  }
  return faults;
}

function checkContent({ payload }: Pick<BuiltPayload, "payload">, context: PayloadContext): ProposalFault[] {
  const faults: ProposalFault[] = [];
  const window = timestampWindow(context.head, context.blockTimeMs);
  const timestamp = BigInt(payload.timestamp);
  if (timestamp < window.least || timestamp > window.most) {
    const reason = timestamp > window.most ? "future_dated" : "past_dated";
    faults.push({ reason, rule: `timestamp: must be ${window.least} to ${window.most} (got ${timestamp})` });
  }
  if (payload.prevRandao !== prevRandaoFor(context.head)) {
    const rule = `prevRandao: must be ${prevRandaoFor(context.head)} (got ${payload.prevRandao})`;
    faults.push({ reason: "wrong_randomness", rule });
  }
  if (!context.authors.some((author) => author.evmAddress === payload.feeRecipient)) {
    const known = context.authors.map((author) => author.evmAddress).join(", ") || "nobody";
    faults.push({
      reason: "wrong_author",
      rule: `feeRecipient: must be ${known} (got ${payload.feeRecipient})`,
    });
  }
  if (payload.withdrawals.length > 0) {
    const rule = `withdrawals: must be none (got ${payload.withdrawals.length})`;
    faults.push({ reason: "withdrawals", rule });
  }
  const blobs = payload.transactions.filter((transaction) =>
    transaction.startsWith(blobTransactionPrefix),
  ).length;
  if (blobs > 0 || BigInt(payload.blobGasUsed) !== 0n || BigInt(payload.excessBlobGas) !== 0n) {
    const rule = `transactions: must carry no blobs (got ${blobs}, blob gas ${BigInt(payload.blobGasUsed)})`;
    faults.push({ reason: "blobs", rule });
  }
  return faults;
}
