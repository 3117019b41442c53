import { type RequestPrepareProposal, ResponsePrepareProposal } from "cosmjs-types/tendermint/abci/types";
import { authorsAt } from "../../author";
import { NodeError } from "../../faults";
import { beatOf, holdMs, nextDueMs } from "../../pace";
import { planAttributes } from "../../payload/attributes";
import { encodePayload } from "../../payload/codec";
import type { AppContext } from "../context";
import { addressOf, timestampMs } from "../wire";

// geth makes its first full block at once and a better one every recommit interval (200 ms); asked too early
// it hands out an empty one.
const buildMs = 450;
const lateBuildMs = 260;

/** No payload for this proposal; consensus goes on without one. */
export class NoPayloadError extends NodeError<"NO_PAYLOAD"> {
  constructor(reason: string) {
    super("NO_PAYLOAD", `No payload for this proposal: ${reason}.`);
  }
}

/** Builds on the head and holds the proposal until the beat; on any failure proposes a block without payload. */
export async function prepareProposal(
  request: RequestPrepareProposal,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponsePrepareProposal> {
  const { clock, metrics, logger } = context;
  const height = Number(request.height);
  const dueMs = whenDue(request, context);
  const releaseMs = clock.monotonicMs() + dueMs.holdMs;
  let txs: Uint8Array[] = [];
  try {
    txs = [await buildProposal(request, context, { releaseMs, signal })];
    metrics.proposalsBuilt.inc({ outcome: "payload" });
  } catch (error) {
    signal.throwIfAborted();
    metrics.proposalsBuilt.inc({ outcome: "empty" });
    logger.warn("proposal without payload", { height, reason: (error as Error).message });
  }
  // Without payload too: an empty block must not come before its beat.
  await clock.sleep(releaseMs - clock.monotonicMs(), signal);
  metrics.proposalOffset.observe(Math.max(0, clock.nowMs() - dueMs.dueMs) / 1000);
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

async function buildProposal(
  request: RequestPrepareProposal,
  context: AppContext,
  { releaseMs, signal }: { releaseMs: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const { chain, clock, execution, keeper } = context;
  const state = chain.before(Number(request.height));
  const authors = authorsAt(state, {
    height: Number(request.height),
    proposer: addressOf(request.proposerAddress),
  });
  const own = authors.find((author) => author.evmAddress === context.evmAddress);
  if (!own) throw new NoPayloadError("this node may not author it");
  await becomeLevel(context, Math.max(releaseMs - clock.monotonicMs(), buildMs), signal);
  await clock.sleep(releaseMs - buildMs - clock.monotonicMs(), signal);
  const attributes = planAttributes(state, {
    blockTimeMs: timestampMs(request.time),
    feeRecipient: own.evmAddress,
  });
  try {
    const startedMs = clock.monotonicMs();
    const payloadId = await execution.startBuild(state.head.hash, attributes, { signal });
    if (!payloadId) throw new NoPayloadError("geth started no build");
    await clock.sleep(Math.max(releaseMs, startedMs + lateBuildMs) - clock.monotonicMs(), signal);
    const tx = encodePayload(await execution.getPayload(payloadId, { signal }));
    if (BigInt(tx.length) > request.maxTxBytes && request.maxTxBytes >= 0n) {
      throw new NoPayloadError(`${tx.length} bytes are above consensus' ${request.maxTxBytes}`);
    }
    return tx;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof NoPayloadError)) keeper.blame(error);
    throw error;
  }
}

async function becomeLevel({ keeper }: AppContext, withinMs: number, signal: AbortSignal): Promise<void> {
  if (keeper.isLevel) return;
  const limit = AbortSignal.timeout(withinMs);
  try {
    await keeper.ensureLevel(AbortSignal.any([signal, limit]));
  } catch {
    signal.throwIfAborted();
    throw new NoPayloadError("geth is not level");
  }
}
