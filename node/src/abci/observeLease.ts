import type { Author } from "../author";
import { type LeaseEnd, missesOf } from "../lease/lease";
import type { AppState } from "../state";
import type { AppContext } from "./context";

/** What a finalized height did to the lease, for metrics and log. */
export function observeLease(
  before: AppState,
  after: AppState,
  { author, ended }: { author: Author | undefined; ended: LeaseEnd | undefined },
  { metrics, logger, evmAddress }: Pick<AppContext, "metrics" | "logger" | "evmAddress">,
): void {
  const { lease } = before;
  const isOurs = before.validators[lease.holder]?.evmAddress === evmAddress;
  if (author?.evmAddress === evmAddress) metrics.blocksProposed.inc();
  if (author?.consensusAddress !== lease.holder) {
    if (isOurs) metrics.missedSlots.inc();
    logger.info("the holder missed", {
      height: after.height,
      holder: lease.holder,
      misses: missesOf(after.lease),
    });
  }
  metrics.currentEpoch.set(after.lease.epoch);
  metrics.leaseMissed.set(missesOf(after.lease));
  metrics.leaseHolder.reset();
  metrics.leaseHolder.set({ holder: after.lease.holder }, 1);
  if (!ended) return;
  metrics.leaseRotations.inc({ reason: ended });
  metrics.rotation.observe(after.lease.startHeight - lease.startHeight);
  logger.info("new lease", {
    epoch: after.lease.epoch,
    holder: after.lease.holder,
    startHeight: after.lease.startHeight,
    before: lease.holder,
    reason: ended,
  });
}
