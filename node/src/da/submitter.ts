import type { Clock } from "../clock";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { BlobBuilder, BuiltBlob } from "./blobBuilder";
import { BlockTooLargeError } from "./blobFaults";
import type { DataAvailability } from "./celestiaClient";
import { DaError, type DaFault, DaGapError } from "./daFaults";
import type { FinalizedBlocks } from "./finalizedBlocks";
import type { DaFollower } from "./follower";
import type { Attempt, DaLedger } from "./ledger";

export interface SubmitterOptions {
  blocksPerBlob: number;
  /** DA heights in which a blob that was sent may still arrive. */
  settleHeights: number;
}

export interface SubmitterModules {
  heldEpoch: () => number | undefined;
  da: Pick<DataAvailability, "submit">;
  ledger: DaLedger;
  follower: Pick<DaFollower, "daHead" | "readBelow" | "follow">;
  builder: BlobBuilder;
  blocks: FinalizedBlocks;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
}

// DA took nothing: the blob cannot be on its way.
const surelyRefused: ReadonlySet<DaFault> = new Set(["DA_AUTH", "DA_RATE_LIMITED", "DA_TOO_LARGE"]);

/** Sends the next range, one at a time and only when it is its turn; what may be on its way is looked for first. */
export class DaSubmitter {
  private held: { epoch: number; since: number } | undefined;
  private most: number;
  private sent: { to: number; atMs: number } | undefined;

  constructor(
    private readonly options: SubmitterOptions,
    private readonly modules: SubmitterModules,
  ) {
    this.most = options.blocksPerBlob;
  }

  /** One step, after the follower read what is new. @throws DA_* PAYLOAD_MISSING */
  async step(signal: AbortSignal): Promise<void> {
    const { ledger, blocks } = this.modules;
    const confirmed = ledger.confirmed;
    if (!confirmed) return;
    await this.forgetConfirmed(confirmed.to);
    if (!this.mayBegin()) return;
    if (blocks.last < confirmed.to + this.options.blocksPerBlob) return;
    if (!(await this.mayArriveNoMore())) return;
    const gap = await blocks.gapAfter(confirmed.to);
    if (gap) throw new DaGapError(gap);
    const built = await this.modules.builder.build(confirmed, this.most);
    // Building takes long on a busy host: the lease may have ended since, and the next holder have posted this range.
    await this.modules.follower.follow(signal);
    if (!this.mayBegin() || ledger.confirmed?.to !== confirmed.to) return;
    await this.send(built, signal);
  }

  private async forgetConfirmed(confirmedTo: number): Promise<void> {
    const { ledger, metrics, clock } = this.modules;
    if (!ledger.attempt || ledger.attempt.from > confirmedTo) return;
    await ledger.note(undefined);
    this.most = this.options.blocksPerBlob;
    if (this.sent && this.sent.to <= confirmedTo) {
      metrics.daSubmissionLatency.observe((clock.monotonicMs() - this.sent.atMs) / 1000);
      this.sent = undefined;
    }
  }

  // The holder before may have sent this very range: what it sent last arrives within the settling time.
  private mayBegin(): boolean {
    const { heldEpoch, follower } = this.modules;
    const epoch = heldEpoch();
    if (epoch === undefined) return false;
    // While DA did not answer here, others may have held and posted by a DA node of their own.
    const isOwnAfterOwn = this.held !== undefined && epoch - this.held.epoch <= 1;
    this.held = { epoch, since: isOwnAfterOwn ? this.held!.since : follower.daHead };
    return follower.readBelow > this.held.since + this.options.settleHeights;
  }

  private async mayArriveNoMore(): Promise<boolean> {
    const { ledger, follower, logger, metrics } = this.modules;
    const attempt = ledger.attempt;
    if (!attempt?.mayArrive) return true;
    if (attempt.daHeight !== undefined) {
      if (follower.readBelow <= attempt.daHeight) return false;
      logger.error("DA said it has a blob that is not there", { ...attempt });
      metrics.daVerificationsFailed.inc({ reason: "ABSENT" });
      return true;
    }
    if (attempt.lookedForSince === undefined) {
      await ledger.note({ ...attempt, lookedForSince: follower.daHead });
      return false;
    }
    return follower.readBelow > attempt.lookedForSince + this.options.settleHeights;
  }

  private async send({ bytes, header, link }: BuiltBlob, signal: AbortSignal): Promise<void> {
    const { ledger, follower, da, logger, metrics, clock } = this.modules;
    const { from, to } = header;
    const before = ledger.attempt?.from === from ? ledger.attempt : undefined;
    const attempt: Attempt = {
      from,
      to,
      sha256: link,
      attempts: (before?.attempts ?? 0) + 1,
      firstAttemptDaHeight: before?.firstAttemptDaHeight ?? follower.daHead,
      mayArrive: true,
    };
    // Before it is sent: a kill in between must not make it be sent twice.
    await ledger.note(attempt);
    this.sent = { to, atMs: clock.monotonicMs() };
    const ratio = (header.payloadsBytes + header.stateBytes) / bytes.length;
    metrics.daDataSize.set(bytes.length);
    metrics.daCompressionRatio.set(ratio);
    try {
      const daHeight = await da.submit(bytes, { signal });
      await ledger.note({ ...attempt, daHeight });
      metrics.daSubmissions.inc({ outcome: "accepted" });
      logger.info("blob sent to DA", {
        from,
        to,
        daHeight,
        bytes: bytes.length,
        ratio: Number(ratio.toFixed(2)),
        attempts: attempt.attempts,
      });
    } catch (error) {
      signal.throwIfAborted();
      metrics.daSubmissions.inc({ outcome: "failed" });
      if (!(error instanceof DaError) || !surelyRefused.has(error.code)) throw error;
      await ledger.note({ ...attempt, mayArrive: false });
      if (error.code === "DA_TOO_LARGE") this.shrink(header.payloads, from, bytes.length);
      throw error;
    }
  }

  private shrink(blocks: number, from: number, bytes: number): void {
    if (blocks === 1) throw new BlockTooLargeError({ number: from, bytes, limit: bytes - 1 });
    this.most = Math.ceil(blocks / 2);
    this.modules.logger.warn("blob too large for DA: fewer blocks next time", {
      from,
      bytes,
      blocks: this.most,
    });
  }
}
