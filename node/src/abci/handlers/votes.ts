import type { CommitInfo } from "cosmjs-types/tendermint/abci/types";
import { BlockIDFlag } from "cosmjs-types/tendermint/types/validator";
import type { Clock } from "../../clock";
import type { NodeMetrics } from "../../metrics/catalogue";

// A node that catches up sees blocks minutes after everybody else: that says nothing of finality.
const presentWithinMs = 60_000;

/** Who voted for the block before. */
export function observeVotes(commit: CommitInfo | undefined, metrics: NodeMetrics): void {
  const votes = commit?.votes ?? [];
  if (votes.length === 0) return;
  const signed = votes.filter((vote) => vote.blockIdFlag === BlockIDFlag.BLOCK_ID_FLAG_COMMIT);
  const powerOf = (some: typeof votes) =>
    some.reduce((sum, { validator }) => sum + Number(validator?.power ?? 0), 0);
  metrics.validatorsInSet.set(votes.length);
  metrics.attestations.inc(signed.length);
  metrics.participation.set((100 * powerOf(signed)) / Math.max(1, powerOf(votes)));
}

/** How long the block took to be final. */
export function observeFinality(
  blockTimeMs: number,
  { clock, metrics }: { clock: Clock; metrics: NodeMetrics },
): void {
  const tookMs = clock.nowMs() - blockTimeMs;
  if (tookMs <= presentWithinMs) metrics.finalityTime.observe(Math.max(0, tookMs) / 1000);
}
