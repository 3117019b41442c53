import { backoffMs } from "../clock";
import type { Verdict } from "../engine/engineClient";
import { ExecutionWedgedError } from "../engine/faults";
import type { BoundPayload } from "../payload/payload";
import type { AppContext } from "./context";

const retryBackoff = { firstMs: 50, longestMs: 2_000 };

/**
 * Makes geth execute a decided payload and stand on it, and asks it what is to be known of that block; returns only
 * when all of it is done, or nobody waits any more.
 */
export async function applyPayload<T>(
  bound: BoundPayload,
  { keeper, execution, clock, logger }: AppContext,
  { signal, ask }: { signal: AbortSignal; ask: () => Promise<T> },
): Promise<T> {
  const { blockHash, blockNumber } = bound.payload;
  for (let attempt = 0; ; attempt++) {
    await keeper.ensureLevel(signal);
    try {
      if (!keeper.wasExecuted(blockHash)) {
        const verdict = await execution.newPayload(bound, { signal });
        if (verdict.status !== "VALID") throw wedged("newPayload", verdict);
      }
      const moved = await execution.setHead(blockHash, { signal });
      if (moved.status !== "VALID") throw wedged("forkchoiceUpdated", moved);
      // Within the loop: a geth that lost its data in between has to get this payload again before it can answer.
      const answer = await ask();
      keeper.markApplied();
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      logger.warn("payload not applied yet", {
        evmHeight: Number(blockNumber),
        attempt,
        reason: (error as Error).message,
      });
      keeper.blame(error);
      await clock.sleep(backoffMs(attempt, retryBackoff), signal);
    }
  }
}

function wedged(step: string, verdict: Verdict): ExecutionWedgedError {
  return new ExecutionWedgedError(`${step} says ${verdict.status}`, verdict.reason ? [verdict.reason] : []);
}
