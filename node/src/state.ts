import { createHash } from "node:crypto";

/** The EVM block that the chain stands on. */
export interface EvmHead {
  number: number;
  hash: string;
  timestamp: number;
  stateRoot: string;
}

/** Application state after a consensus height; the same on every validator. */
export interface AppState {
  /** Consensus height; the EVM height is `head.number` (a consensus block may carry no payload). */
  height: number;
  /** Header time of this height. */
  blockTimeMs: number;
  /** When this height's proposal was due (pace.ts). */
  dueMs: number;
  head: EvmHead;
  genesisHash: string;
  blockIntervalMs: number;
  /** Consensus address (upper case) to EVM address (lower case). */
  authors: Record<string, string>;
  /** 0x-prefixed; what CometBFT puts in the next header. */
  appHash: string;
}

/** What consensus agrees on. Pace is left out: it steers proposals and judges none. */
export function appHashOf(state: Pick<AppState, "head" | "authors" | "blockIntervalMs">): string {
  const authors = Object.entries(state.authors).sort(([a], [b]) => (a < b ? -1 : 1));
  const agreed = ["cordillera/1", state.head.number, state.head.hash, state.blockIntervalMs, authors];
  return `0x${createHash("sha256").update(JSON.stringify(agreed)).digest("hex")}`;
}
