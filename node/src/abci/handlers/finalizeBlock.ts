import {
  ExecTxResult,
  type RequestFinalizeBlock,
  ResponseFinalizeBlock,
} from "cosmjs-types/tendermint/abci/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import { type LeaseEnd, nextLease } from "../../lease/lease";
import { beatOf, nextDueMs } from "../../pace";
import type { BuiltPayload } from "../../payload/payload";
import { type AuthoredPayload, readTransaction } from "../../payload/readTransaction";
import { type ChainSet, readChainSet } from "../../set/chainSet";
import { type FollowedSet, followSet } from "../../set/followSet";
import { encodeChanges } from "../../set/genesisSet";
import { observeSet } from "../../set/observeSet";
import { type AppState, appHashOf, type EvmHead } from "../../state";
import { applyPayload } from "../applyPayload";
import type { AppContext } from "../context";
import { observeLease } from "../observeLease";
import { addressOf, bytesOf, timestampMs } from "../wire";
import { recordEvidence } from "./evidence";
import { observeFinality, observeVotes } from "./votes";

/** Executes a decided block. Waits for geth as long as it takes; what consensus decided is never an error here. */
export async function finalizeBlock(
  request: RequestFinalizeBlock,
  context: AppContext,
  signal: AbortSignal,
): Promise<ResponseFinalizeBlock> {
  const { chain, clock, metrics } = context;
  const seenMs = clock.monotonicMs();
  const height = Number(request.height);
  const before = chain.before(height);
  const { payload, results } = readTransactions(request, before, context);
  const built = payload?.built;
  const said = built && (await execute(built, before, context, signal));
  const { after, ended, followed } = nextState(before, request, payload, said);
  const tx = built && request.txs[results.findIndex((result) => result.code === 0)];
  chain.stage(after, { seenMs, payload: tx && { tx, parentBeaconBlockRoot: before.appHash } });
  observe(request, before, after, built, context);
  recordEvidence(request.misbehavior, context);
  observeVotes(request.decidedLastCommit, metrics);
  observeFinality(after.blockTimeMs, context);
  observeLease(before, after, { author: payload?.author, ended }, context);
  if (followed) observeSet(after, said, followed, context);
  metrics.finalizeSeconds.observe((clock.monotonicMs() - seenMs) / 1000);
  return ResponseFinalizeBlock.fromPartial({
    txResults: results,
    appHash: bytesOf(after.appHash),
    validatorUpdates: encodeChanges(followed?.changes ?? []),
  });
}

/** Makes geth stand on the block, and reads from it what the contracts say of the set. */
async function execute(
  built: BuiltPayload,
  { appHash, contracts }: AppState,
  context: AppContext,
  signal: AbortSignal,
): Promise<ChainSet | undefined> {
  const { execution, clock, metrics } = context;
  const { blockHash, transactions } = built.payload;
  const ask = async () => {
    // Without a transaction no contract of ours has another state than in the block before.
    if (!contracts || transactions.length === 0) return undefined;
    const startedMs = clock.monotonicMs();
    const said = await readChainSet(execution, contracts, { blockHash, signal });
    metrics.setReadSeconds.observe((clock.monotonicMs() - startedMs) / 1000);
    return said;
  };
  return applyPayload({ ...built, parentBeaconBlockRoot: appHash }, context, { signal, ask });
}

// Consensus decided these bytes: all validators must read them alike, so only deterministic rules apply, and a
// transaction that breaks them is a failed transaction, not a failed block.
function readTransactions(
  request: RequestFinalizeBlock,
  state: AppState,
  { chainId, logger }: AppContext,
): { payload: AuthoredPayload | undefined; results: ExecTxResult[] } {
  let payload: AuthoredPayload | undefined;
  const height = Number(request.height);
  const round = { chainId, height, proposer: addressOf(request.proposerAddress) };
  const results = request.txs.map((tx) => {
    const faults = payload ? ["txs: a block carries one payload"] : [];
    try {
      const read = readTransaction(tx, state, round);
      faults.push(...read.faults.map(({ rule }) => rule));
      if (faults.length === 0) payload = read.payload;
    } catch (error) {
      faults.push((error as Error).message);
    }
    if (faults.length > 0) logger.error("decided transaction ignored", { height, faults });
    return ExecTxResult.fromPartial({ code: faults.length > 0 ? 1 : 0, log: faults.join("; ") });
  });
  return { payload, results };
}

function nextState(
  before: AppState,
  request: RequestFinalizeBlock,
  payload: AuthoredPayload | undefined,
  said: ChainSet | undefined,
): { after: AppState; ended: LeaseEnd | undefined; followed: FollowedSet | undefined } {
  const blockTimeMs = timestampMs(request.time);
  const head = payload ? headOf(payload.built) : before.head;
  const height = Number(request.height);
  const seen = {
    height,
    proposer: addressOf(request.proposerAddress),
    author: payload?.author.consensusAddress,
    handOver: payload?.handOver,
  };
  const { following } = before;
  const followed = following && followSet({ ...before, following }, height, said);
  const validators = followed?.validators ?? before.validators;
  // Who holds the next height is one of that height's set.
  const { lease, ended } = nextLease(before.lease, seen, validators, before.leaseRules);
  const agreed = { ...before, validators, head, lease, ...(followed && { following: followed.following }) };
  const after = {
    ...agreed,
    height,
    blockTimeMs,
    dueMs: nextDueMs(beatOf(before.blockIntervalMs), { dueMs: before.dueMs, votedMs: blockTimeMs }),
    appHash: appHashOf(agreed),
  };
  return { after, ended, followed };
}

function headOf({ payload }: BuiltPayload): EvmHead {
  return {
    number: Number(payload.blockNumber),
    hash: payload.blockHash,
    timestamp: Number(payload.timestamp),
    stateRoot: payload.stateRoot,
  };
}

function observe(
  request: RequestFinalizeBlock,
  before: AppState,
  after: AppState,
  built: BuiltPayload | undefined,
  { metrics, logger }: AppContext,
): void {
  const commit = request.decidedLastCommit;
  const signed =
    commit?.votes.filter((vote) => vote.blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT).length ?? 0;
  if (commit && commit.votes.length > 0) metrics.activeValidators.set(signed);
  if (commit && commit.round > 0) metrics.timeoutEvents.inc(commit.round);
  if (before.height > 0) metrics.blockTime.observe((after.blockTimeMs - before.blockTimeMs) / 1000);
  metrics.currentProposer.reset();
  metrics.currentProposer.set({ proposer: addressOf(request.proposerAddress) }, 1);
  if (built) metrics.evmTransactions.inc(built.payload.transactions.length);
  else metrics.emptyBlocks.inc();
  logger.info("block finalized", {
    height: after.height,
    evmHeight: after.head.number,
    txs: built?.payload.transactions.length ?? 0,
    proposer: addressOf(request.proposerAddress),
    signed,
  });
}
