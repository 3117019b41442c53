/** Times of one network; equal on every validator. */
export interface Beat {
  intervalMs: number;
  /** How late votes may be before the beat moves to a later grid; no interval is shorter by more than this. */
  allowanceMs: number;
}

/** The beat of a network with this block interval. */
export function beatOf(intervalMs: number): Beat {
  return { intervalMs, allowanceMs: Math.round(intervalMs * 0.4) };
}

/**
 * When the next proposal is due, from header times alone, so every validator finds the same value.
 *
 * CometBFT's block time is the median time of the previous block's precommits, a vote latency after that
 * block's proposal was due. Within the allowance the grid stands still and latency never adds up; beyond it
 * (a dead proposer, a halt) the grid moves forward, and missed beats are not caught up.
 */
export function nextDueMs(beat: Beat, parent: { dueMs: number; votedMs: number }): number {
  return Math.max(parent.dueMs, parent.votedMs - beat.allowanceMs) + beat.intervalMs;
}

/**
 * How long to hold a proposal. The own clock against the network's only counts within the window that the
 * node's own sight of the parent allows: a wrong clock moves a proposal by the allowance at most.
 */
export function holdMs(
  beat: Beat,
  at: { dueMs: number; nowMs: number; sinceParentMs: number | undefined },
): number {
  const byClock = at.dueMs - at.nowMs;
  if (at.sinceParentMs === undefined) return clamp(byClock, 0, beat.intervalMs);
  const latest = beat.intervalMs - at.sinceParentMs;
  return Math.max(0, clamp(byClock, latest - beat.allowanceMs, latest));
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
