import { NodeError } from "../faults";
import type { AppState } from "../state";
import type { HandOver } from "./lease";

/** A hand-over that cannot be. */
export class HandOverRefusedError extends NodeError<"HAND_OVER"> {
  constructor(why: string, fix?: string) {
    super("HAND_OVER", `No hand-over: ${why}.`, { fix });
  }
}

// The wish goes into the payload after the one that may be under way.
const leastBlocksAhead = 3;

/** Keeps the operator's wish until the chain has it. */
export class HandOverDesk {
  private wish: (HandOver & { epoch: number }) | undefined;

  constructor(
    private readonly chain: { readonly committed: AppState | undefined },
    /** Lower case. */
    private readonly evmAddress: string,
  ) {}

  /** Takes a wish to hand over at this height, or as soon as can be. @throws HAND_OVER */
  ask({ at, to }: { at?: number; to?: string }): HandOver {
    const state = this.chain.committed;
    if (!state) throw new HandOverRefusedError("the chain has not begun");
    const { lease, validators } = state;
    if (validators[lease.holder]?.evmAddress !== this.evmAddress) {
      throw new HandOverRefusedError(`the holder is ${lease.holder}`, "Ask on the holder's host.");
    }
    const least = state.height + leastBlocksAhead;
    const height = at ?? least;
    if (height < least) throw new HandOverRefusedError(`height ${height} is too near (least ${least})`);
    if (to !== undefined && (to === lease.holder || !validators[to]?.eligible)) {
      throw new HandOverRefusedError(`${to} may not hold the lease`, "Name another sequencer, or none.");
    }
    const wish = { at: height, ...(to && { to }) };
    this.wish = { ...wish, epoch: lease.epoch };
    return wish;
  }

  /** What the payload on this state carries: the wish, until the state shows it or it is of no use any more. */
  wishFor({ lease, height }: AppState): HandOver | undefined {
    if (!this.wish) return undefined;
    const { epoch, ...wish } = this.wish;
    const isOver = epoch !== lease.epoch || wish.at <= height + 1;
    const isKnown = lease.planned?.at === wish.at && lease.planned?.to === wish.to;
    if (isOver || isKnown) {
      this.wish = undefined;
      return undefined;
    }
    return wish;
  }
}
