import { createHash } from "node:crypto";
import type { Lease, LeaseRules } from "./lease/lease";
import type { Validators } from "./lease/validators";
import type { Following } from "./set/followSet";

/** The EVM block that the chain stands on. */
export interface EvmHead {
  number: number;
  hash: string;
  timestamp: number;
  stateRoot: string;
}

/** Addresses on this chain, lower case: of the contracts that it and its validators answer to. */
export interface ChainContracts {
  /** AndeConsensus. */
  consensus: string;
  /** AndeSequencerCoordinator. */
  coordinator: string;
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
  /** Of the next height. */
  validators: Validators;
  /** From genesis; absent where the chain knows of none. */
  contracts?: ChainContracts;
  /** There with `contracts`. */
  following?: Following;
  leaseRules: LeaseRules;
  /** Of the next height. */
  lease: Lease;
  /** 0x-prefixed; what CometBFT puts in the next header. */
  appHash: string;
}

type Agreed = Pick<
  AppState,
  "head" | "blockIntervalMs" | "validators" | "contracts" | "following" | "leaseRules" | "lease"
>;

/** What consensus agrees on. Pace is left out: it steers proposals and judges none. */
export function appHashOf(state: Agreed): string {
  return `0x${createHash("sha256").update(agreedTextOf(state)).digest("hex")}`;
}

/** The text behind the hash; `ChainProofs` reads it: the lease stays last, and its keys occur nowhere else. */
export function agreedTextOf(state: Agreed): string {
  const { head, blockIntervalMs, validators, contracts, following, leaseRules, lease } = state;
  // A chain without contracts has the hashes it had before there were any.
  const named = contracts ? [contracts, following] : [];
  const agreed = [
    "cordillera/2",
    head.number,
    head.hash,
    blockIntervalMs,
    validators,
    ...named,
    leaseRules,
    lease,
  ];
  return JSON.stringify(agreed.map(sorted));
}

// Key order is an accident of how a state was made; the hash must not know it.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}
