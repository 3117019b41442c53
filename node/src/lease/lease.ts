import { chooseSuccessor } from "./successor";
import { powerOf, type Validators } from "./validators";

/** Lengths of a lease; from genesis, the same on every node. */
export interface LeaseRules {
  /** Blocks until the next eligible validator holds. */
  blocks: number;
  /** Misses after which the holder loses its lease. */
  missesToFailOver: number;
}

/** Wish of a holder to hand over: whoever holds from this height on is not it. */
export interface HandOver {
  /** First height of the new lease. */
  at: number;
  /** Consensus address; absent: the next in order. */
  to?: string;
}

/** Who may author payloads, and how well it does. Application state: the same on every node. */
export interface Lease {
  /** Counts leases; 1 at genesis. */
  epoch: number;
  /** Consensus address, upper case hex. */
  holder: string;
  /** First height of this lease. */
  startHeight: number;
  /** Last height whose payload a holder authored; 0 before the first. */
  lastBlockHeight: number;
  /** Misses by proposer in whose rounds they fell, since that proposer last carried the holder's payload. */
  missed: Record<string, number>;
  /** Holders that lost their lease by misses and have not proposed since; passed over while others are there. */
  failed: string[];
  /** The holder's wish to hand over. */
  planned?: HandOver;
}

/** What a finalized height tells about the lease. */
export interface Observation {
  height: number;
  /** CometBFT proposer of the round that decided. */
  proposer: string;
  /** Author of the payload; undefined for a block without one. */
  author: string | undefined;
  /** Only ever of the holder: its signature covers it. */
  handOver?: HandOver;
}

export const leaseEnds = ["rotation", "missed", "handed-over", "not-eligible"] as const;
export type LeaseEnd = (typeof leaseEnds)[number];

/** The lease at genesis: the first eligible validator's. */
export function firstLease(validators: Validators, initialHeight: number): Lease {
  const nobody = { holder: "", failed: [] };
  const { holder } = chooseSuccessor(nobody, validators);
  return { epoch: 1, holder, startHeight: initialHeight, lastBlockHeight: 0, missed: {}, failed: [] };
}

/** The lease after a height, and so of the next one; pure, so that every node finds the same. */
export function nextLease(
  lease: Lease,
  seen: Observation,
  validators: Validators,
  rules: LeaseRules,
): { lease: Lease; ended?: LeaseEnd } {
  const kept = { ...countMiss(lease, seen), ...acceptHandOver(lease, seen, validators) };
  const ended = whyItEnds(kept, seen.height + 1, validators, rules);
  if (!ended) return { lease: kept };
  const failed = ended === "missed" ? [...kept.failed, kept.holder].sort() : kept.failed;
  const wanted = ended === "handed-over" ? kept.planned?.to : undefined;
  const chosen = chooseSuccessor({ holder: kept.holder, failed, wanted }, validators);
  const { planned: _planned, ...rest } = kept;
  return {
    lease: { ...rest, ...chosen, epoch: kept.epoch + 1, startHeight: seen.height + 1, missed: {} },
    ended,
  };
}

/** Misses that count at present. */
export function missesOf(lease: Pick<Lease, "missed">): number {
  return Object.values(lease.missed).reduce((sum, count) => sum + count, 0);
}

/** First height of the next lease when nothing comes in between. */
export function nextRotationHeight(lease: Lease, rules: LeaseRules): number {
  return Math.min(lease.startHeight + rules.blocks, lease.planned?.at ?? Number.POSITIVE_INFINITY);
}

function countMiss(lease: Lease, { height, proposer, author }: Observation): Lease {
  const failed = lease.failed.filter((address) => address !== proposer);
  const { [proposer]: before = 0, ...others } = lease.missed;
  if (author === lease.holder) return { ...lease, failed, missed: others, lastBlockHeight: height };
  return { ...lease, failed, missed: { ...others, [proposer]: before + 1 } };
}

function acceptHandOver(lease: Lease, { height, handOver }: Observation, validators: Validators) {
  if (!handOver || handOver.at <= height) return {};
  const { to } = handOver;
  const fits = to === undefined || (to !== lease.holder && validators[to]?.eligible);
  return fits ? { planned: handOver } : {};
}

function whyItEnds(
  lease: Lease,
  height: number,
  validators: Validators,
  rules: LeaseRules,
): LeaseEnd | undefined {
  if (!validators[lease.holder]?.eligible) return "not-eligible";
  if (lease.planned && lease.planned.at <= height) return "handed-over";
  if (hasFailed(lease, validators, rules)) return "missed";
  return height - lease.startHeight >= rules.blocks ? "rotation" : undefined;
}

// A proposer that hides the holder's payload fills its own count only. More than a third of the power cannot
// all be hiding it, else consensus itself had no safety.
function hasFailed(lease: Lease, validators: Validators, rules: LeaseRules): boolean {
  if (missesOf(lease) < rules.missesToFailOver) return false;
  return 3 * powerOf(validators, Object.keys(lease.missed)) > powerOf(validators, Object.keys(validators));
}
