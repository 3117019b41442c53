import type { Chain } from "../chain";
import type { Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import type { NodeError } from "../faults";
import type { Logger } from "../logger";
import type { Shelf } from "../store/shelf";
import { SnapshotsGivenUpError } from "./joinFaults";
import { askPeers, findTrustedPoint, type JoinPeer, type TrustedPoint } from "./peerFacts";

export interface JoinRules {
  peers: readonly JoinPeer[];
  blockIntervalMs: number;
  /** Below this head of the network every block is taken from the peers. */
  joinAboveBlocks: number;
}

export interface JoinModules {
  chain: Pick<Chain, "isEmpty" | "handshakeHeight">;
  execution: Pick<Execution, "blockAt">;
  keeper: { ensureLevel(signal: AbortSignal): Promise<void> };
  shelf: Pick<Shelf, "get" | "write">;
  clock: Clock;
  logger: Logger;
  onFatal: (error: NodeError) => void;
}

const patienceMs = 30_000;
const askEveryMs = 1_000;
// Discovery, a refused snapshot or two, and the time that CometBFT waits for a chunk.
const offerWithinMs = 300_000;
const memoryName = "givenUp";

/** Tells the CometBFT of an empty host whether to begin with a snapshot, and what its light client may trust. */
export class JoinDesk {
  private deadline: AbortController | undefined;

  constructor(
    private readonly rules: JoinRules,
    private readonly modules: JoinModules,
  ) {}

  /** Undefined: by blocks. */
  async decide(signal: AbortSignal): Promise<TrustedPoint | undefined> {
    const { chain, shelf, logger } = this.modules;
    if (!chain.isEmpty) return undefined;
    const givenUp = await shelf.get<string>(memoryName);
    if (givenUp !== undefined && !this.hasTakenOne) {
      logger.warn("joins by blocks: a snapshot was tried and given up", { reason: givenUp });
      return undefined;
    }
    if (await this.isYoung(signal)) return undefined;
    const point = await this.findPoint(signal);
    if (!point) return undefined;
    logger.info("joins by a snapshot of its peers", { ...point });
    this.watch();
    return point;
  }

  /** Remembers that snapshots lead nowhere, and ends the node: CometBFT begins anew without. */
  async giveUp(reason: string): Promise<void> {
    const { shelf, onFatal } = this.modules;
    this.stop();
    await shelf.write({ [memoryName]: reason.split("\n").slice(0, 2).join(" ") });
    onFatal(new SnapshotsGivenUpError(reason));
  }

  stop(): void {
    this.deadline?.abort();
  }

  // CometBFT cannot begin below a state that stands here: then there is no way but snapshots.
  private get hasTakenOne(): boolean {
    return this.modules.chain.handshakeHeight > 0;
  }

  // No network of this age can be far above: its first hosts need not ask each other.
  private async isYoung(signal: AbortSignal): Promise<boolean> {
    const { keeper, execution, clock } = this.modules;
    await keeper.ensureLevel(signal);
    const genesis = await execution.blockAt(0, { signal });
    const ageMs = clock.nowMs() - (genesis?.timestamp ?? 0) * 1000;
    return ageMs < this.rules.joinAboveBlocks * this.rules.blockIntervalMs;
  }

  private async findPoint(signal: AbortSignal): Promise<TrustedPoint | undefined> {
    const { peers, joinAboveBlocks } = this.rules;
    const { clock, logger } = this.modules;
    const endMs = clock.monotonicMs() + patienceMs;
    for (;;) {
      const facts = await askPeers(peers, logger);
      const head = Math.max(0, ...facts.map(({ height }) => height));
      const isHeard = facts.length * 2 > peers.length;
      if (isHeard && head < joinAboveBlocks) return undefined;
      const point = isHeard ? await findTrustedPoint(facts, peers.length, logger) : undefined;
      if (point) return point;
      if (clock.monotonicMs() >= endMs) {
        logger.warn("joins by blocks: no snapshot that enough peers agree on", {
          peers: peers.length,
          answered: facts.length,
          head,
          snapshots: facts.flatMap(({ snapshotHeights }) => snapshotHeights),
        });
        return undefined;
      }
      await clock.sleep(askEveryMs, signal);
    }
  }

  /** Sets the time within which CometBFT must offer a good one: it looks for snapshots for ever. */
  watch(): void {
    this.stop();
    this.deadline = new AbortController();
    void this.endAfter(offerWithinMs, this.deadline.signal);
  }

  private async endAfter(ms: number, signal: AbortSignal): Promise<void> {
    await this.modules.clock.sleep(ms, signal).catch(() => {});
    if (signal.aborted || this.hasTakenOne) return;
    await this.giveUp(`no snapshot was offered and accepted within ${ms / 1000} s`);
  }
}

/** Environment by which CometBFT begins with a snapshot; empty for by blocks. */
export function renderJoin(point: TrustedPoint | undefined): string {
  if (!point) return "";
  return [
    "CMT_STATESYNC_ENABLE=true",
    `CMT_STATESYNC_RPC_SERVERS=${point.rpcUrls.join(",")}`,
    `CMT_STATESYNC_TRUST_HEIGHT=${point.height}`,
    `CMT_STATESYNC_TRUST_HASH=${point.hash}`,
    "",
  ].join("\n");
}
