import type { Clock } from "./clock";

// CometBFT puts a height away within milliseconds of Commit, then gathers late votes for 600 ms (timeout_commit).
const settledMs = 150;
const busyAgainMs = 500;
const pollMs = 20;

/** What the moment is judged by. */
export interface HeightWatch {
  /** Monotonic time of the last commit here. */
  readonly committedAtMs: number | undefined;
}

/**
 * Waits for the moment after a commit in which neither CometBFT nor the application has a height half done, so that
 * the next start replays nothing. Gives up after `withinMs`, or when CometBFT has gone: replay is safe, only slower.
 */
export async function waitForQuietMoment(
  chain: HeightWatch,
  { clock, isConnected, withinMs }: { clock: Clock; isConnected: () => boolean; withinMs: number },
): Promise<boolean> {
  const untilMs = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < untilMs) {
    if (!isConnected()) return false;
    const sinceMs = clock.monotonicMs() - (chain.committedAtMs ?? Number.NEGATIVE_INFINITY);
    if (sinceMs >= settledMs && sinceMs <= busyAgainMs) return true;
    await clock.sleep(pollMs);
  }
  return false;
}
