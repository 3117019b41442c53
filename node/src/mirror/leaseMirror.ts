import type { Clock } from "../clock";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { AppState } from "../state";
import type { CoordinatorChain, Rotation } from "./coordinator";
import type { LeaseOpening, LeaseOpenings } from "./leaseOpenings";
import { cutLease } from "./leaseText";
import { failureOf, MirrorError } from "./mirrorFaults";
import { encodeProof } from "./proofCall";
import { ProofSender } from "./proofSender";
import { holdersBlocks, isDue } from "./turns";

export interface MirrorModules {
  state: () => AppState | undefined;
  openings: Pick<LeaseOpenings, "all">;
  chain: CoordinatorChain;
  /** Whether geth stands at the head of the chain. */
  isLevel: () => boolean;
  chainId: number;
  evmKey: Uint8Array;
  /** Lower case. */
  evmAddress: string;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
}

// A node that catches up would tell the contract what it knows for long.
const freshIntervals = 10;
// EIP-2935 serves 8,191; a transaction may wait a while.
const provableBlocks = 8_000;
const failuresPerLine = 10;

/**
 * Tells AndeSequencerCoordinator of every new lease, by proof. After a commit, never before: no block waits for it, and
 * nothing that goes wrong here reaches consensus.
 */
export class LeaseMirror {
  private readonly sender: ProofSender;
  private readonly stopped = new AbortController();
  private running = false;
  private isHeadNew = false;
  private failures = 0;
  private lastFailure: string | undefined;
  private known: Rotation | undefined;
  private late: { epoch: number; blocks: number } | undefined;

  constructor(private readonly modules: MirrorModules) {
    this.sender = new ProofSender(modules);
  }

  /** The chain has a new head. */
  onHead(): void {
    this.isHeadNew = true;
    if (!this.running) void this.run();
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Number of the lease that the contract knows; undefined where there is none, or it was not asked yet. */
  get knownEpoch(): number | undefined {
    return this.known?.epoch;
  }

  /** What an operator must know; the chain goes on meanwhile. */
  degraded(): string[] {
    if (!this.late || this.late.blocks <= holdersBlocks) return [];
    const { epoch, blocks } = this.late;
    const why = this.lastFailure ?? "nobody has told it";
    return [`the coordinator does not know lease ${epoch} after ${blocks} blocks: ${why}`];
  }

  /** One look at the contract, and one step of telling it. */
  async turn(signal: AbortSignal): Promise<void> {
    const { chain, openings } = this.modules;
    const state = this.modules.state();
    const newest = openings.all.at(-1);
    if (!state?.contracts || !newest || !this.isFresh(state)) return;
    // What is proven stays so; nothing is asked until the next lease.
    if (this.known?.isProven && this.known.epoch === newest.epoch && !this.late) return;
    const { coordinator } = state.contracts;
    this.known = await chain.rotation(coordinator, signal);
    if (!this.known) return;
    await this.sender.settle(this.known.epoch, (epoch) => this.startOf(epoch), signal);
    const untold = this.listUntold(this.known, state);
    this.noteLate(untold[0], state);
    const provable = await this.firstProvable(untold, coordinator, signal);
    // Nobody has begun to register yet: there is nothing to follow.
    if (!provable && this.known.epoch === 0) this.noteLate(undefined, state);
    if (!provable || !this.isTurn(state)) return;
    await this.sender.send({ ...provable, coordinator }, state.height, signal);
  }

  private async run(): Promise<void> {
    this.running = true;
    const { signal } = this.stopped;
    while (this.isHeadNew && !signal.aborted) {
      this.isHeadNew = false;
      try {
        await this.turn(signal);
        this.recover();
      } catch (error) {
        if (!signal.aborted) this.blame(error);
      }
    }
    this.running = false;
  }

  // In the order in which they began, so that the contract sees who lost which lease by misses.
  private listUntold({ epoch, isProven }: Rotation, { head }: AppState): LeaseOpening[] {
    const { all } = this.modules.openings;
    const newest = all.at(-1)!;
    if (epoch === newest.epoch && isProven) return [];
    // A contract that knows no lease begins with this one; one that was led elsewhere comes back to it.
    const wanted = epoch === 0 || epoch >= newest.epoch ? [newest] : all.filter((each) => each.epoch > epoch);
    return wanted.filter(({ blockNumber }) => {
      // A contract sees the headers below its own block, and geth tries calls in the last one.
      const age = head.number - blockNumber;
      return age >= 1 && age <= provableBlocks;
    });
  }

  /** @throws MIRROR LEASE_TEXT HEADER ENGINE_* */
  private async firstProvable(
    untold: readonly LeaseOpening[],
    coordinator: string,
    signal: AbortSignal,
  ): Promise<{ epoch: number; data: Buffer; gas: bigint } | undefined> {
    const { evmAddress, chain } = this.modules;
    for (const { epoch, blockNumber, text } of untold) {
      const data = encodeProof(await chain.header(blockNumber, signal), cutLease(text));
      const trial = await chain.try({ from: evmAddress, to: coordinator, data }, signal);
      if ("gas" in trial) return { epoch, data, gas: trial.gas };
      const { refused } = trial;
      if (refused === "HolderUnknown")
        this.lastFailure = `the holder of lease ${epoch} is no sequencer there`;
      else if (refused !== "ProofTooOld") {
        throw new MirrorError("refused", `the contract refuses the proof of lease ${epoch} (${refused})`);
      }
    }
    return undefined;
  }

  private noteLate(oldest: LeaseOpening | undefined, { height }: AppState): void {
    this.late = oldest && { epoch: oldest.epoch, blocks: height - oldest.startHeight + 1 };
    this.modules.metrics.mirrorLag.set(this.late?.blocks ?? 0);
  }

  private isTurn({ lease, validators }: AppState): boolean {
    const { evmAddress } = this.modules;
    const own = Object.keys(validators).find((each) => validators[each]!.evmAddress === evmAddress);
    return isDue(own, { holder: lease.holder, validators, lateBlocks: this.late?.blocks ?? 0 });
  }

  private startOf(epoch: number): number | undefined {
    return this.modules.openings.all.find((each) => each.epoch === epoch)?.blockNumber;
  }

  private isFresh({ blockTimeMs, blockIntervalMs }: AppState): boolean {
    const { clock, isLevel } = this.modules;
    return isLevel() && clock.nowMs() - blockTimeMs < freshIntervals * blockIntervalMs;
  }

  private recover(): void {
    if (this.failures > 0) this.modules.logger.info("the coordinator can be told again");
    this.failures = 0;
    if (!this.late) this.lastFailure = undefined;
  }

  private blame(error: unknown): void {
    const { logger, metrics } = this.modules;
    const { message } = error as Error;
    this.lastFailure = message.split("\n")[0]!;
    metrics.mirrorFailures.inc({ reason: failureOf(error) });
    if (this.failures % failuresPerLine === 0) {
      logger.warn("the lease was not told to the coordinator; the chain goes on", {
        reason: message,
        failures: this.failures,
      });
    }
    this.failures += 1;
  }
}
