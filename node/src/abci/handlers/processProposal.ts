import {
  type RequestProcessProposal,
  ResponseProcessProposal,
  ResponseProcessProposal_ProposalStatus as Status,
} from "cosmjs-types/tendermint/abci/types";
import type { Verdict } from "../../engine/engineClient";
import { checkPayload } from "../../payload/checks";
import { readTransaction } from "../../payload/readTransaction";
import { faultOfError, type ProposalFault, type RejectReason } from "../../payload/rejection";
import type { AppContext } from "../context";
import { judgePayload } from "../judgePayload";
import { addressOf, timestampMs } from "../wire";

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
  const { box, chain, chainId, keeper } = context;
  const height = Number(request.height);
  const state = chain.before(height);
  if (request.txs.length === 0) return [];
  if (request.txs.length > 1) {
    return [{ reason: "count", rule: `txs: must be at most 1 (got ${request.txs.length})` }];
  }
  const round = { chainId, height, proposer: addressOf(request.proposerAddress) };
  const { payload, faults } = readTransaction(request.txs[0]!, state, round);
  if (!payload) return faults;
  const { built, author, digest } = payload;
  const blockTimeMs = timestampMs(request.time);
  const contentFaults = checkPayload(built, { head: state.head, authors: [author], blockTimeMs });
  if (contentFaults.length > 0) return contentFaults;
  if (box.isValid(digest) && keeper.wasExecuted(built.payload.blockHash)) return [];
  const bound = { ...built, parentBeaconBlockRoot: state.appHash };
  const verdict = await judgePayload(bound, context, signal);
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
