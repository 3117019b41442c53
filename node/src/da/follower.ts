import type { Clock } from "../clock";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import { BlobError } from "./blobFaults";
import { openBody, openHeader } from "./blobFormat";
import { assertContinues, assertNetwork, type BlobHeader, linkOf, noLink } from "./blobHeader";
import type { DataAvailability } from "./celestiaClient";
import { DaLostError } from "./daFaults";
import type { FinalizedBlocks } from "./finalizedBlocks";
import type { DaLedger } from "./ledger";

export interface FollowerOptions {
  blocksPerBlob: number;
  /** How many DA heights a node without memory goes back to find the newest blob. */
  searchBackHeights: number;
}

export interface FollowerModules {
  da: Pick<DataAvailability, "blobsAt" | "localHead">;
  ledger: DaLedger;
  blocks: FinalizedBlocks;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
}

interface Sighting {
  header: BlobHeader;
  daHeight: number;
}

// A node whose newest block is older is still catching up: what it finalized does not tell where on DA it stands.
const upToDateMs = 60_000;
/** Before the head at which a fresh chain's first blob may lie. */
const marginHeights = 10;
const heightsPerNote = 50;
/** Signed blobs that wait for this node's own blocks. */
const mostWaiting = 64;

/**
 * Reads the namespace on DA, in DA's order, and holds each blob against the node's own finalized blocks. The first
 * equal blob that continues the chain of blobs confirms its range; whatever else lies there is passed over.
 */
export class DaFollower {
  private headHeight = 0;
  private next: number | undefined;
  /** Whether DA is the one that was read before. */
  private isKnown = false;
  private readonly waiting: Sighting[] = [];

  constructor(
    private readonly options: FollowerOptions,
    private readonly modules: FollowerModules,
  ) {}

  /** DA's head at the last look. */
  get daHead(): number {
    return this.headHeight;
  }

  /** Everything below was read; 0 before the start is found. */
  get readBelow(): number {
    return this.next ?? 0;
  }

  /** Reads what is new on DA. @throws DA_* */
  async follow(signal: AbortSignal): Promise<void> {
    const { da, ledger, blocks, metrics } = this.modules;
    const head = await da.localHead({ signal });
    if (head < this.headHeight) this.isKnown = false;
    this.headHeight = head;
    if (!blocks.network) return;
    if (!this.isKnown) await this.assertKnown(signal);
    if (!ledger.confirmed && !(await this.findStart(signal))) return;
    await this.judgeWaiting();
    this.next ??= ledger.confirmed!.nextDaHeight;
    while (this.next <= this.headHeight && this.waiting.length < mostWaiting) {
      const seen = await this.readAt(this.next, signal);
      this.waiting.push(...seen);
      this.next += 1;
      await this.judgeWaiting();
      metrics.daNamespaceHeight.set(this.next - 1);
      await this.noteProgress();
    }
  }

  private async assertKnown(signal: AbortSignal): Promise<void> {
    const { da, ledger } = this.modules;
    const { confirmed } = ledger;
    if (confirmed && confirmed.daHeight > 0) {
      const { daHeight, link, to } = confirmed;
      const there = daHeight > this.headHeight ? [] : await da.blobsAt(daHeight, { signal });
      if (!there.some((bytes) => linkIn(bytes) === link)) {
        throw new DaLostError({ daHeight, to, head: this.headHeight });
      }
    }
    this.isKnown = true;
  }

  // A restart reads again from what is noted: never past a blob that still waits, and seldom, for each is a write.
  private async noteProgress(): Promise<void> {
    const { ledger } = this.modules;
    if (this.waiting.length > 0 || this.next! - ledger.confirmed!.nextDaHeight < heightsPerNote) return;
    await ledger.readOn(this.next!);
  }

  private async readAt(daHeight: number, signal: AbortSignal): Promise<Sighting[]> {
    const seen: Sighting[] = [];
    for (const bytes of await this.modules.da.blobsAt(daHeight, { signal })) {
      const header = await this.openOurs(bytes, daHeight);
      if (header) seen.push({ header, daHeight });
    }
    return seen;
  }

  /** The header of a whole, signed blob of this network; undefined for anything else. */
  private async openOurs(bytes: Uint8Array, daHeight: number): Promise<BlobHeader | undefined> {
    const { blocks, logger, metrics } = this.modules;
    try {
      const sealed = openHeader(bytes);
      assertNetwork(sealed.header, blocks.network!);
      if (!blocks.signers.has(sealed.signer)) {
        throw new BlobError("BLOB_SIGNER", `The blob is signed by ${sealed.signer}, who is no author here.`);
      }
      await openBody(sealed);
      return sealed.header;
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      metrics.daVerificationsFailed.inc({ reason: error.code });
      logger.debug("blob passed over", { daHeight, reason: error.message });
      return undefined;
    }
  }

  private async judgeWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const { header } = this.waiting[0]!;
      const isNext = header.from > this.modules.ledger.confirmed!.to;
      if (isNext && header.to > this.modules.blocks.last) return;
      await this.judge(this.waiting[0]!);
      this.waiting.shift();
    }
  }

  private async judge(sighting: Sighting): Promise<void> {
    const { ledger, logger, metrics } = this.modules;
    const { header, daHeight } = sighting;
    const end = ledger.confirmed!;
    const range = { from: header.from, to: header.to, daHeight };
    if (header.from <= end.to) {
      // Two holders at once: DA's order says whose counts, for every reader alike.
      logger.debug("blob of a confirmed range passed over", range);
      metrics.daDuplicates.inc();
      return;
    }
    try {
      assertContinues(header, end);
      await this.assertEqual(header);
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      metrics.daVerificationsFailed.inc({ reason: error.code });
      logger.error("a signed blob is not what was finalized here", { ...range, reason: error.message });
      return;
    }
    await this.accept(sighting);
  }

  private async assertEqual(header: BlobHeader): Promise<void> {
    const { blocks, logger } = this.modules;
    if (!(await blocks.has(header.from))) {
      // A host that began with a snapshot, or had to let go: signature and link are what is left to go by.
      logger.warn("blob of blocks that are not kept here", { from: header.from, to: header.to });
      return;
    }
    const own = await blocks.digest(header.from, header.to);
    if (own === header.payloadsSha256) return;
    throw new BlobError(
      "BLOB_UNEQUAL",
      `Blocks ${header.from} to ${header.to} on DA are not the finalized ones.`,
      {
        details: [`on DA: ${header.payloadsSha256}`, `finalized: ${own}`],
      },
    );
  }

  private async accept({ header, daHeight }: Sighting): Promise<void> {
    const { ledger, logger, metrics } = this.modules;
    const nextDaHeight = Math.max(ledger.confirmed?.nextDaHeight ?? 0, daHeight);
    await ledger.confirm({ to: header.to, link: linkOf(header), daHeight, nextDaHeight });
    metrics.daVerifications.inc();
    metrics.daBatchSize.set(header.payloads);
    metrics.daConfirmedBlock.set(header.to);
    logger.info("blob confirmed on DA", { from: header.from, to: header.to, daHeight });
  }

  /** Where the chain of blobs stands on DA, for a node that has no memory of it; false: cannot be told yet. */
  private async findStart(signal: AbortSignal): Promise<boolean> {
    const { ledger, blocks, clock, logger } = this.modules;
    if (clock.nowMs() - blocks.lastTimestampMs > upToDateMs) return false;
    const none = { to: 0, link: noLink, daHeight: 0 };
    if (blocks.last < this.options.blocksPerBlob) {
      await ledger.confirm({ ...none, nextDaHeight: Math.max(1, this.headHeight - marginHeights) });
      return true;
    }
    const newest = await this.searchBack(signal);
    if (newest === "later") return false;
    if (newest) {
      logger.info("chain of blobs found on DA", { to: newest.header.to, daHeight: newest.daHeight });
      await this.accept(newest);
    } else {
      // DA was switched on later: the whole history goes there.
      logger.warn("no blob of this chain on DA: posting begins with block 1", { head: this.headHeight });
      await ledger.confirm({ ...none, nextDaHeight: this.headHeight });
    }
    return true;
  }

  // A late duplicate may lie above the newest range: some heights more, and the highest range of them.
  private async searchBack(signal: AbortSignal): Promise<Sighting | "later" | undefined> {
    const { blocks } = this.modules;
    let lowest = Math.max(1, this.headHeight - this.options.searchBackHeights);
    let newest: Sighting | undefined;
    for (let height = this.headHeight; height >= lowest; height--) {
      for (const sighting of await this.readAt(height, signal)) {
        const { header } = sighting;
        if (header.to > blocks.last) return "later";
        if (newest && newest.header.to >= header.to) continue;
        if (
          (await blocks.has(header.from)) &&
          (await blocks.digest(header.from, header.to)) !== header.payloadsSha256
        )
          continue;
        if (!newest) lowest = Math.max(1, height - 2 * marginHeights);
        newest = sighting;
      }
    }
    return newest;
  }
}

function linkIn(bytes: Uint8Array): string | undefined {
  try {
    return linkOf(openHeader(bytes).header);
  } catch {
    return undefined;
  }
}
