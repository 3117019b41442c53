import type { Verdict } from "../engine/engineClient";
import { reactionTo } from "../engine/faults";
import { NodeError } from "../faults";
import type { BoundPayload } from "../payload/payload";
import type { RejectReason } from "../payload/rejection";
import type { AppContext } from "./context";

// geth's own trouble must not cost the network a vote at once; the rest of the round does not wait longer.
const patienceMs = 2_000;

/** geth was not level in time to judge a proposal. */
export class NotLevelError extends NodeError<"NOT_LEVEL"> {
  constructor(waitedMs: number) {
    super("NOT_LEVEL", `geth was not level within ${waitedMs} ms.`);
  }
}

export type Judgement = Verdict & { counted?: RejectReason };

/** Has geth execute a payload on the head and waits for its word. @throws NOT_LEVEL ENGINE_* */
export async function judgePayload(
  bound: BoundPayload,
  context: AppContext,
  signal: AbortSignal,
): Promise<Judgement> {
  const { clock, execution, keeper } = context;
  const untilMs = clock.monotonicMs() + patienceMs;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  for (;;) {
    await keeper.ensureLevel(limited).catch(() => {
      signal.throwIfAborted();
      throw new NotLevelError(patienceMs);
    });
    try {
      const verdict = await execution.newPayload(bound, { signal });
      if (verdict.status === "VALID") keeper.markExecuted(bound.payload.blockHash);
      if (verdict.status === "VALID" || verdict.status === "INVALID") return verdict;
      // The parent is our head and geth said it is level: it should have executed this.
      keeper.suspect(`${verdict.status} to a proposal on the head`);
      if (clock.monotonicMs() >= untilMs) return verdict;
    } catch (error) {
      signal.throwIfAborted();
      // geth answers some malformed payloads with an error instead of a status: the proposal's fault, not geth's.
      if (reactionTo(error).ofProposal === "reject") {
        return { status: "INVALID", reason: (error as Error).message, counted: "refused_by_geth" };
      }
      keeper.blame(error);
      if (clock.monotonicMs() >= untilMs) throw error;
    }
  }
}
