import { setTimeout as delay } from "node:timers/promises";

/** Time as the node sees it; tests bring their own. */
export interface Clock {
  /** Wall clock, milliseconds of Unix time. */
  nowMs(): number;
  /** Never jumps; only differences mean something. */
  monotonicMs(): number;
  /** @throws the signal's reason when it is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(Math.max(0, ms), undefined, { signal });
  },
};

/** Doubling pause: first, 2·first, … up to the longest. */
export function backoffMs(attempt: number, bounds: { firstMs: number; longestMs: number }): number {
  return Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(attempt, 30));
}
