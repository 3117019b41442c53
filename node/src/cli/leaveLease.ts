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

/** What became of a lease that was to be left. */
export type Leaving = { wasHeld: false } | { wasHeld: true; at: number };

/**
 * Leaves the lease where this node holds it, and returns when another has it. A wish that misses its height, as one
 * does whose payload was not carried, is asked for again.
 * @throws ORDER when the time is over
 */
export async function leaveLease(
  withinMs: number,
  { status, order, clock }: LeavingModules,
): Promise<Leaving> {
  const untilMs = clock.monotonicMs() + withinMs;
  const first = (await status()).lease;
  if (!first?.isHolder) return { wasHeld: false };
  let { at } = await order();
  while (clock.monotonicMs() < untilMs) {
    await clock.sleep(pollMs);
    const { height, lease } = await status();
    if (!lease) continue;
    // A lone sequencer hands over to itself.
    if (lease.epoch > first.epoch) return { wasHeld: true, at: lease.startHeight };
    if (height >= at) ({ at } = await order());
  }
  throw new OrderError(`The hand-over of height ${at} has not come within ${withinMs / 1000} s.`);
}
