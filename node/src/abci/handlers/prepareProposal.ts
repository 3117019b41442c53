import { type RequestPrepareProposal, ResponsePrepareProposal } from "cosmjs-types/tendermint/abci/types";
import { type Author, authorsAt } from "../../author";
import { buildMs, buildPayload, NoPayloadError, signPayload } from "../../lease/buildPayload";
import type { WaitingPayload } from "../../lease/payloadBox";
import { beatOf, holdMs, nextDueMs } from "../../pace";
import { encodeAuthored } from "../../payload/authorship";
import { checkPayload } from "../../payload/checks";
import type { AppState } from "../../state";
import type { AppContext } from "../context";
import { judgePayload } from "../judgePayload";
import { addressOf, timestampMs } from "../wire";

// How long after the beat the holder may be; a second block in a row without it waits no longer than the beat.
const lateHolderMs = 500;

/** Carries the holder's payload, else builds one; on any failure proposes a block without. Never before the beat. */
export async function prepareProposal(
  request: RequestPrepareProposal,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponsePrepareProposal> {
  const { clock, metrics, logger } = context;
  const height = Number(request.height);
  const due = whenDue(request, context);
  const releaseMs = clock.monotonicMs() + due.holdMs;
  let txs: Uint8Array[] = [];
  try {
    const { tx, outcome } = await findPayload(request, context, { releaseMs, signal });
    if (BigInt(tx.length) > request.maxTxBytes && request.maxTxBytes >= 0n) {
      throw new NoPayloadError(`${tx.length} bytes are above consensus' ${request.maxTxBytes}`);
    }
    txs = [tx];
    metrics.proposalsBuilt.inc({ outcome });
  } catch (error) {
    signal.throwIfAborted();
    metrics.proposalsBuilt.inc({ outcome: "empty" });
    logger.warn("proposal without payload", { height, reason: (error as Error).message });
  }
  // Without payload too: an empty block must not come before its beat.
  await clock.sleep(releaseMs - clock.monotonicMs(), signal);
  metrics.proposalOffset.observe(Math.max(0, clock.nowMs() - due.dueMs) / 1000);
  return ResponsePrepareProposal.fromPartial({ txs });
}

function whenDue(
  request: RequestPrepareProposal,
  { chain, clock }: AppContext,
): { dueMs: number; holdMs: number } {
  const state = chain.committed;
  const nowMs = clock.nowMs();
  if (!state) return { dueMs: nowMs, holdMs: 0 };
  const beat = beatOf(state.blockIntervalMs);
  const dueMs = nextDueMs(beat, { dueMs: state.dueMs, votedMs: timestampMs(request.time) });
  const seenMs = chain.finalizedAtMs;
  const sinceParentMs = seenMs === undefined ? undefined : clock.monotonicMs() - seenMs;
  return { dueMs, holdMs: holdMs(beat, { dueMs, nowMs, sinceParentMs }) };
}

interface Turn {
  state: AppState;
  holder: Author;
  blockTimeMs: number;
  signal: AbortSignal;
}

async function findPayload(
  request: RequestPrepareProposal,
  context: AppContext,
  { releaseMs, signal }: { releaseMs: number; signal: AbortSignal },
): Promise<{ tx: Uint8Array; outcome: "payload" | "own" }> {
  const { box, clock } = context;
  const height = Number(request.height);
  const state = context.chain.before(height);
  const authors = authorsAt(state, { height, proposer: addressOf(request.proposerAddress) });
  const turn: Turn = { state, holder: authors[0]!, blockTimeMs: timestampMs(request.time), signal };
  const patienceMs = hasJustMissed(state) ? 0 : lateHolderMs;
  const giveUpMs = Math.max(releaseMs, clock.monotonicMs()) + patienceMs;
  const wait = (untilMs: number, until: AbortSignal) =>
    box.waitFor(height, turn.holder.evmAddress, {
      withinMs: untilMs - clock.monotonicMs(),
      signal: until,
    });
  const early = await wait(giveUpMs - buildMs, signal);
  if (early && (await isSound(early, turn, context))) return { tx: early.tx, outcome: "payload" };

  if (!authors.some((author) => author.evmAddress === context.evmAddress)) {
    throw new NoPayloadError("this node may not author it");
  }
  const own = buildPayload(context, state, { untilMs: giveUpMs, blockTimeMs: turn.blockTimeMs, signal });
  own.catch(() => {});
  if (!early) {
    // The holder's is preferred as long as the own one is not ready.
    const over = AbortSignal.any([signal, settled(own)]);
    const late = await wait(giveUpMs + buildMs, over).catch(() => undefined);
    signal.throwIfAborted();
    if (late && (await isSound(late, turn, context))) return { tx: late.tx, outcome: "payload" };
  }
  const { payload, authorship } = signPayload(context, state, await own);
  return { tx: encodeAuthored(payload, authorship), outcome: "own" };
}

// Otherwise a holder could have honest proposers carry what everybody rejects, round after round.
async function isSound(waiting: WaitingPayload, turn: Turn, context: AppContext): Promise<boolean> {
  const { state, holder, blockTimeMs, signal } = turn;
  const { built, authorship } = waiting;
  const faults = checkPayload(built, { head: state.head, authors: [holder], blockTimeMs }).map(
    ({ rule }) => rule,
  );
  if (authorship.epoch !== state.lease.epoch) faults.push(`epoch: must be ${state.lease.epoch}`);
  // With geth away nobody here can tell; an honest holder is likelier than two faults at once.
  const isJudged = context.box.isValid(authorship.digest) || !context.keeper.isLevel;
  if (faults.length === 0 && !isJudged) {
    const bound = { ...built, parentBeaconBlockRoot: state.appHash };
    const verdict = await judgePayload(bound, context, signal).catch((error: Error) => {
      signal.throwIfAborted();
      return { status: "none", reason: error.message };
    });
    if (verdict.status !== "VALID") faults.push(`geth: ${verdict.status} (${verdict.reason ?? "no reason"})`);
  }
  if (faults.length > 0) {
    context.logger.warn("the holder's payload is not carried", { height: authorship.height, faults });
  }
  return faults.length === 0;
}

function hasJustMissed({ height, lease }: AppState): boolean {
  return height >= lease.startHeight && lease.lastBlockHeight < height;
}

function settled(work: Promise<unknown>): AbortSignal {
  const over = new AbortController();
  const end = () => over.abort();
  work.then(end, end);
  return over.signal;
}
