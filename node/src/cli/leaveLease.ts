import type { Clock } from "../clock";
import type { StatusDocument } from "../http/statusDocument";
import { OrderError } from "./orders";

const pollMs = 250;

export interface LeavingModules {
  status: () => Promise<Pick<StatusDocument, "height" | "lease">>;
  /** Asks the node for a hand-over; answers with its height. */
  order: () => Promise<{ at: number }>;
  clock: Clock;
}

/** What became of a lease that was to be left; one that ended of itself meanwhile needed no leaving. */
export type Leaving = { wasHeld: false } | { wasHeld: true; at: number };

/**
 * Leaves the lease where this node holds it, and returns when another has it. A wish that misses its height, as one
 * does whose payload was not carried, is asked for again.
 * @throws ORDER when the time is over, or when the node refuses
 */
export async function leaveLease(
  withinMs: number,
  { status, order, clock }: LeavingModules,
): Promise<Leaving> {
  const untilMs = clock.monotonicMs() + withinMs;
  const first = (await status()).lease;
  if (!first?.isHolder) return { wasHeld: false };
  const asked: number[] = [];
  const ask = async (): Promise<boolean> => {
    try {
      asked.push((await order()).at);
      return true;
    } catch (error) {
      // Between the question and the order the lease may end of itself.
      const now = (await status()).lease;
      if (now && now.epoch > first.epoch) return false;
      throw error;
    }
  };
  if (!(await ask())) return { wasHeld: false };
  while (clock.monotonicMs() < untilMs) {
    await clock.sleep(pollMs);
    const { height, lease } = await status();
    if (!lease) continue;
    // A lone sequencer hands over to itself.
    if (lease.epoch > first.epoch) {
      return asked.includes(lease.startHeight)
        ? { wasHeld: true, at: lease.startHeight }
        : { wasHeld: false };
    }
    if (height >= asked.at(-1)! && !(await ask())) return { wasHeld: false };
  }
  throw new OrderError(`The hand-over of height ${asked.at(-1)} has not come within ${withinMs / 1000} s.`);
}
