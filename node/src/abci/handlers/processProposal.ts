import {
  type RequestProcessProposal,
  ResponseProcessProposal,
  ResponseProcessProposal_ProposalStatus as Status,
} from "cosmjs-types/tendermint/abci/types";
import { authorsAt } from "../../author";
import type { Verdict } from "../../engine/engineClient";
import { reactionTo } from "../../engine/faults";
import { NodeError } from "../../faults";
import { checkPayload } from "../../payload/checks";
import { decodePayload } from "../../payload/codec";
import type { BoundPayload } from "../../payload/payload";
import { faultOfError, type ProposalFault, type RejectReason } from "../../payload/rejection";
import type { AppContext } from "../context";
import { addressOf, timestampMs } from "../wire";

// geth's own trouble must not cost the network a vote at once; the rest of the round does not wait longer.
const patienceMs = 2_000;

/** geth was not level in time to judge a proposal. */
export class NotLevelError extends NodeError<"NOT_LEVEL"> {
  constructor(waitedMs: number) {
    super("NOT_LEVEL", `geth was not level within ${waitedMs} ms.`);
  }
}

/** Judges a proposal; every doubt and every failure of ours is a rejection, never an error. */
export async function processProposal(
  request: RequestProcessProposal,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponseProcessProposal> {
  const faults = await findFaults(request, context, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    return [faultOfError(error)];
  });
  const accepted = faults.length === 0;
  context.metrics.proposalsJudged.inc({ outcome: accepted ? "accepted" : "rejected" });
  if (!accepted) {
    const proposer = addressOf(request.proposerAddress);
    for (const { reason } of faults) context.metrics.proposalsRejected.inc({ reason });
    context.logger.warn("proposal rejected", {
      height: Number(request.height),
      proposer,
      reasons: faults.map(({ reason }) => reason),
      faults: faults.map(({ rule }) => rule),
    });
  }
  return ResponseProcessProposal.fromPartial({ status: accepted ? Status.ACCEPT : Status.REJECT });
}

async function findFaults(
  request: RequestProcessProposal,
  context: AppContext,
  signal: AbortSignal,
): Promise<ProposalFault[]> {
  const height = Number(request.height);
  const state = context.chain.before(height);
  if (request.txs.length === 0) return [];
  if (request.txs.length > 1) {
    return [{ reason: "count", rule: `txs: must be at most 1 (got ${request.txs.length})` }];
  }
  const built = decodePayload(request.txs[0]!);
  const authors = authorsAt(state, { height, proposer: addressOf(request.proposerAddress) });
  const faults = checkPayload(built, { head: state.head, authors, blockTimeMs: timestampMs(request.time) });
  if (faults.length > 0) return faults;
  const bound = { ...built, parentBeaconBlockRoot: state.appHash };
  const verdict = await judge(bound, context, signal);
  if (verdict.status === "VALID") return [];
  const rule = `geth: ${verdict.status}${verdict.reason ? ` (${verdict.reason})` : ""}`;
  return [{ reason: verdict.counted ?? reasonOfStatus[verdict.status], rule }];
}

const reasonOfStatus: Record<Verdict["status"], RejectReason> = {
  VALID: "unexplained",
  INVALID: "invalid",
  SYNCING: "geth_away",
  ACCEPTED: "geth_away",
};

type Judgement = Verdict & { counted?: RejectReason };

async function judge(bound: BoundPayload, context: AppContext, signal: AbortSignal): Promise<Judgement> {
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
