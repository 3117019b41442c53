import type { AppContext } from "../abci/context";
import type { AppState } from "../state";
import type { ChainSet } from "./chainSet";
import type { FollowedSet } from "./followSet";

/** What a finalized height did to the validator set, for metrics and log. */
export function observeSet(
  after: AppState,
  said: ChainSet | undefined,
  { changes, tookOver, following: { leads, pending } }: FollowedSet,
  { metrics, logger }: Pick<AppContext, "metrics" | "logger">,
): void {
  const { height } = after;
  metrics.setFollowsContract.set(leads ? 1 : 0);
  if (tookOver) logger.info("AndeConsensus leads the validator set from here on", { height });
  // Before it leads, a contract that is not there or not complete is as it should be.
  if (leads && said?.fault) {
    metrics.setFaults.inc({ reason: said.fault });
    logger.error("AndeConsensus names no set; the validators stay as they are", {
      height,
      evmHeight: after.head.number,
      reason: said.fault,
      detail: said.detail,
    });
  }
  if (!pending) return;
  metrics.setChanges.inc();
  logger.info("the validator set changes", {
    from: pending.from,
    validators: Object.keys(pending.validators).length,
    changes: changes.map(({ publicKey, power }) => `${publicKey} ${power}`),
  });
}
