import type { EvmHead } from "../state";

/** PayloadAttributesV3 of the Engine API. */
export interface PayloadAttributes {
  timestamp: string;
  prevRandao: string;
  suggestedFeeRecipient: string;
  withdrawals: never[];
  parentBeaconBlockRoot: string;
}

/** How far a payload's time may lie from the header's, which a payload built before its round cannot know. */
export const timestampSlackSeconds = 3;

/** geth wants each timestamp above its parent's. */
export function timestampFor(head: EvmHead, blockTimeMs: number): number {
  return Math.max(head.timestamp + 1, Math.floor(blockTimeMs / 1000));
}

/** Timestamps that a proposal with this header time may carry. */
export function timestampWindow(head: EvmHead, blockTimeMs: number): { least: number; most: number } {
  const blockTime = Math.floor(blockTimeMs / 1000);
  const least = head.timestamp + 1;
  return {
    least: Math.max(least, blockTime - timestampSlackSeconds),
    most: Math.max(least, blockTime + timestampSlackSeconds),
  };
}

/** No beacon chain gives randomness here: the parent's hash, which every validator knows. */
export function prevRandaoFor(head: EvmHead): string {
  return head.hash;
}

/** What geth is asked to build on the head. */
export function planAttributes(
  state: { head: EvmHead; appHash: string },
  at: { blockTimeMs: number; feeRecipient: string },
): PayloadAttributes {
  return {
    timestamp: `0x${timestampFor(state.head, at.blockTimeMs).toString(16)}`,
    prevRandao: prevRandaoFor(state.head),
    suggestedFeeRecipient: at.feeRecipient,
    withdrawals: [],
    parentBeaconBlockRoot: state.appHash,
  };
}
