import { backoffMs, type Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import { ChainIdError, reactionTo } from "../engine/faults";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import { type FillModules, fillFromPeers } from "./fillFromPeers";
import { type LevelModules, type LevelTarget, levelExecution } from "./levelExecution";

export interface KeeperModules {
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
  execution: Execution;
  store: FillModules["store"];
  /** Chain id of this network. */
  chainId: number;
  wipe: { make(signal: AbortSignal): Promise<void> };
}

const watchEveryMs = 1000;
const strikesBeforeWipe = 3;
const pauseAfterStrikeMs = 500;
const unreachableBackoff = { firstMs: 100, longestMs: 1000 };
const wipeBackoff = { firstMs: 5_000, longestMs: 300_000 };

/**
 * Keeps geth level with the store's head, whatever happened to it: waits for it, pushes again what it lost,
 * and after three failures in a row has its data folder wiped and filled again.
 */
export class ExecutionKeeper {
  private level = false;
  private reachable = false;
  private strikes = 0;
  private wipesInARow = 0;
  private wipeAllowedAtMs = 0;
  private levelling: Promise<void> | undefined;
  private readonly stopped = new AbortController();
  /** Hashes that geth executed since it was last known level; a second `newPayload` is not needed. */
  private readonly executed = new Set<string>();

  constructor(
    private readonly target: () => LevelTarget | undefined,
    private readonly modules: KeeperModules,
  ) {}

  get isLevel(): boolean {
    return this.level;
  }

  get isReachable(): boolean {
    return this.reachable;
  }

  /** Watches geth between blocks, so that a restarted one is level before its next turn. */
  start(): void {
    void this.watch();
  }

  stop(): void {
    this.stopped.abort();
  }

  wasExecuted(hash: string): boolean {
    return this.level && this.executed.has(hash);
  }

  markExecuted(hash: string): void {
    this.executed.add(hash);
  }

  /** A payload of the chain went through: all is well with geth. */
  markApplied(): void {
    this.executed.clear();
    this.strikes = 0;
    this.wipesInARow = 0;
    this.reachable = true;
  }

  /** An answer that a healthy, level geth would not give; three in a row lead to a wipe. */
  suspect(reason: string): void {
    this.strikes += 1;
    this.unlevel();
    this.modules.logger.warn("geth is suspect", { reason, strikes: this.strikes });
  }

  /** geth went away; what it had may be gone when it is back. */
  lost(): void {
    this.reachable = false;
    this.unlevel();
  }

  /** Sorts an engine failure: geth's database is suspect, or geth is only away. */
  blame(error: unknown): void {
    if (isSuspicious(error)) this.suspect((error as Error).message);
    else this.lost();
  }

  /** Resolves when geth is level; never gives up before the signal. */
  async ensureLevel(signal: AbortSignal): Promise<void> {
    while (!this.level) {
      signal.throwIfAborted();
      this.levelling ??= this.runLevel().finally(() => {
        this.levelling = undefined;
      });
      await abortable(this.levelling, signal);
    }
  }

  private unlevel(): void {
    this.level = false;
    this.executed.clear();
  }

  private async runLevel(): Promise<void> {
    const { clock, logger, metrics } = this.modules;
    const signal = this.stopped.signal;
    const startedMs = clock.monotonicMs();
    let failures = 0;
    while (!this.level) {
      signal.throwIfAborted();
      try {
        if (this.strikes >= strikesBeforeWipe) await this.wipe(signal);
        const target = this.target();
        const pushed = target
          ? await levelExecution(target, this.levelModules(), signal)
          : await this.answers(signal);
        this.level = true;
        this.reachable = true;
        metrics.executionHealSeconds.observe((clock.monotonicMs() - startedMs) / 1000);
        if (pushed > 0 || failures > 0) {
          logger.info("geth is level", {
            pushed,
            failures,
            tookMs: Math.round(clock.monotonicMs() - startedMs),
          });
        }
      } catch (error) {
        signal.throwIfAborted();
        await this.pauseAfter(error, failures++, signal);
      }
    }
  }

  private async pauseAfter(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.modules;
    if (isSuspicious(error)) {
      this.reachable = true;
      this.suspect((error as Error).message);
      await clock.sleep(pauseAfterStrikeMs, signal);
      return;
    }
    const { ofGeth } = reactionTo(error);
    if (ofGeth === "wait") this.reachable = false;
    // One line at once, then one in about ten seconds.
    if (failures % 10 === 0) {
      const level = ofGeth === "operator" ? "error" : "warn";
      logger[level]("geth cannot be made level yet", { reason: (error as Error).message });
    }
    await clock.sleep(backoffMs(failures, unreachableBackoff), signal);
  }

  private async wipe(signal: AbortSignal): Promise<void> {
    const { clock, logger, metrics, wipe } = this.modules;
    await clock.sleep(this.wipeAllowedAtMs - clock.monotonicMs(), signal);
    logger.error("geth is wedged: asking for its data to be wiped", { wipesInARow: this.wipesInARow });
    metrics.executionWipes.inc();
    await wipe.make(signal);
    this.strikes = 0;
    this.wipeAllowedAtMs = clock.monotonicMs() + backoffMs(this.wipesInARow, wipeBackoff);
    this.wipesInARow += 1;
  }

  private async answers(signal: AbortSignal): Promise<number> {
    const { execution, chainId } = this.modules;
    const geths = await execution.chainId({ signal });
    if (geths !== chainId) throw new ChainIdError({ ours: chainId, geths });
    return 0;
  }

  private async watch(): Promise<void> {
    const { clock, execution } = this.modules;
    const signal = this.stopped.signal;
    while (!signal.aborted) {
      try {
        const latest = await execution.blockAt("latest", { signal });
        this.reachable = true;
        const target = this.target();
        if (target && (latest?.number ?? -1) < target.head.number) this.unlevel();
        await this.ensureLevel(signal);
        await clock.sleep(watchEveryMs, signal);
      } catch {
        if (signal.aborted) return;
        this.lost();
        await clock.sleep(unreachableBackoff.firstMs, signal).catch(() => {});
      }
    }
  }

  private levelModules(): LevelModules {
    const { modules } = this;
    return {
      execution: modules.execution,
      store: modules.store,
      chainId: modules.chainId,
      onPushed: (count) => modules.metrics.payloadsPushedAgain.inc(count),
      fillGap: (at, signal) => fillFromPeers(at, modules, signal),
    };
  }
}

function isSuspicious(error: unknown): boolean {
  return reactionTo(error).ofGeth === "heal";
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
