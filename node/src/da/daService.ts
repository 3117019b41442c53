import { backoffMs, type Clock } from "../clock";
import type { NodeConfig } from "../config";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { AppState } from "../state";
import type { PayloadStore } from "../store/payloadStore";
import { BlobBuilder } from "./blobBuilder";
import type { CelestiaClient, DataAvailability } from "./celestiaClient";
import { DaRateLimitedError } from "./daFaults";
import { FinalizedBlocks } from "./finalizedBlocks";
import { DaFollower } from "./follower";
import { DaLedger, ledgerArea } from "./ledger";
import { DaSubmitter } from "./submitter";

export type DaConfig = NonNullable<NodeConfig["da"]>;

export interface DaModules {
  da: DataAvailability & Partial<Pick<CelestiaClient, "balance">>;
  store: Pick<PayloadStore, "payloadAt" | "hasPayload" | "firstPayload" | "shelf">;
  state: () => AppState | undefined;
  /** Number of the lease that this node holds; undefined while another does: then it posts nothing. */
  heldEpoch: () => number | undefined;
  /** Key of the author, who signs blobs. */
  privateKey: Uint8Array;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
  /** 0 to 1. */
  random?: () => number;
}

/** What DA looks like from this node. */
export interface DaView {
  /** Last block found on DA; pruning must not pass it. */
  confirmedTo: number;
  pendingBlocks: number;
  /** Age of the oldest block that is not on DA. */
  lagSeconds: number;
  /** DA height of the last confirmed blob. */
  daHeight: number;
}

const failureBackoff = { firstMs: 500, longestMs: 30_000 };
const failuresPerLine = 10;
const balanceEveryMs = 60_000;

/** Follows the namespace on DA, posts what is due, and never stands in the way of the chain. */
export class DaService {
  private readonly stopped = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private failures = 0;
  private failingSinceMs: number | undefined;
  private lastFailure = "";
  private gap: { from: number; to: number } | undefined;
  private balanceAtMs = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly config: DaConfig,
    private readonly modules: DaModules,
    private readonly parts: {
      ledger: DaLedger;
      blocks: FinalizedBlocks;
      follower: DaFollower;
      submitter: DaSubmitter;
    },
  ) {}

  static async open(config: DaConfig & { chainId: number }, modules: DaModules): Promise<DaService> {
    const { da, clock, logger, metrics, heldEpoch, privateKey } = modules;
    const ledger = await DaLedger.load(modules.store.shelf(ledgerArea));
    const blocks = new FinalizedBlocks(config.chainId, modules);
    const shared = { da, ledger, blocks, clock, logger, metrics };
    const follower = new DaFollower(config, shared);
    const builder = new BlobBuilder({ maxBlobBytes: config.maxBlobBytes, privateKey }, { blocks, ledger });
    const submitter = new DaSubmitter(config, { ...shared, follower, builder, heldEpoch });
    return new DaService(config, modules, { ledger, blocks, follower, submitter });
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  /** Last block found on DA; blocks above it are nowhere else and must not be pruned. */
  get confirmedTo(): number {
    return this.parts.ledger.confirmed?.to ?? 0;
  }

  async view(): Promise<DaView> {
    const { blocks, ledger } = this.parts;
    const pendingBlocks = Math.max(0, blocks.last - this.confirmedTo);
    return {
      confirmedTo: this.confirmedTo,
      pendingBlocks,
      lagSeconds:
        pendingBlocks === 0 ? 0 : await blocks.ageSeconds(this.confirmedTo + 1, this.modules.clock.nowMs()),
      daHeight: ledger.confirmed?.daHeight ?? 0,
    };
  }

  /** What an operator must know; the chain goes on meanwhile. */
  degraded(): string[] {
    const { blocks, ledger } = this.parts;
    const { clock } = this.modules;
    const reasons: string[] = [];
    if (this.failingSinceMs !== undefined) {
      const seconds = Math.floor((clock.monotonicMs() - this.failingSinceMs) / 1000);
      if (seconds >= this.config.degradedAfterSeconds)
        reasons.push(`DA fails since ${seconds} s: ${this.lastFailure}`);
    }
    const pending = blocks.last - this.confirmedTo;
    const limit = this.config.degradedAfterBlobs * this.config.blocksPerBlob;
    if (ledger.confirmed && pending > limit) {
      reasons.push(`${pending} blocks are not on DA (limit ${limit}): from ${this.confirmedTo + 1}`);
    }
    if (this.gap) {
      const { from, to } = this.gap;
      reasons.push(`blocks ${from} to ${to} are not on DA and not in this store`);
    }
    return reasons;
  }

  /** Gauges that move without anything happening. */
  async refreshGauges(): Promise<void> {
    const { metrics } = this.modules;
    const { pendingBlocks, lagSeconds, confirmedTo } = await this.view();
    metrics.daPendingBlocks.set(pendingBlocks);
    metrics.daLag.set(lagSeconds);
    metrics.daConfirmedBlock.set(confirmedTo);
    metrics.daGapBlocks.set(this.gap ? this.gap.to - this.gap.from + 1 : 0);
    metrics.daUp.set(this.failures === 0 ? 1 : 0);
  }

  private async run(): Promise<void> {
    const signal = this.stopped.signal;
    while (!signal.aborted) {
      let pauseMs: number = this.config.pollMs;
      try {
        await this.noteGap();
        await this.turn(signal);
        this.recover();
      } catch (error) {
        if (signal.aborted) return;
        pauseMs = this.blame(error);
      }
      await this.modules.clock.sleep(pauseMs, signal).catch(() => {});
    }
  }

  /** Whether the store had to let go of what DA has not; told while DA is away too. */
  async noteGap(): Promise<void> {
    const { ledger, blocks } = this.parts;
    if (!ledger.confirmed) return;
    const before = this.gap;
    this.gap = await blocks.gapAfter(this.confirmedTo);
    if (this.gap && this.gap.to !== before?.to) {
      await ledger.forgetStatesBelow(this.gap.to + 1);
      if (!before)
        this.modules.logger.error("blocks that are not on DA are not in the store", { ...this.gap });
    }
  }

  /** One look at DA and one step of posting. */
  async turn(signal: AbortSignal): Promise<void> {
    await this.parts.follower.follow(signal);
    await this.parts.submitter.step(signal);
    await this.lookAtBalance(signal);
  }

  private async lookAtBalance(signal: AbortSignal): Promise<void> {
    const { da, clock, metrics } = this.modules;
    if (!da.balance || clock.monotonicMs() - this.balanceAtMs < balanceEveryMs) return;
    this.balanceAtMs = clock.monotonicMs();
    metrics.daBalance.set(Number(await da.balance({ signal })));
  }

  private recover(): void {
    if (this.failures > 0) this.modules.logger.info("DA answers again", { failures: this.failures });
    this.failures = 0;
    this.failingSinceMs = undefined;
  }

  private blame(error: unknown): number {
    const { clock, logger, metrics, random = Math.random } = this.modules;
    const code = (error as { code?: string }).code ?? "UNKNOWN";
    this.lastFailure = (error as Error).message.split("\n")[0]!;
    this.failingSinceMs ??= clock.monotonicMs();
    metrics.daFailures.inc({ reason: code });
    if (this.failures % failuresPerLine === 0) {
      logger.error("DA step failed; the chain goes on", {
        code,
        reason: (error as Error).message,
        failures: this.failures,
      });
    }
    const pauseMs = backoffMs(this.failures, failureBackoff);
    this.failures += 1;
    const asked = error instanceof DaRateLimitedError ? (error.retryAfterMs ?? 0) : 0;
    // Half of it by chance, so that nodes that failed together do not come back together.
    return Math.max(asked, pauseMs / 2 + (random() * pauseMs) / 2);
  }
}
