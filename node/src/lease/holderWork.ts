import type { Chain } from "../chain";
import type { Logger } from "../logger";
import { beatOf, holdMs, nextDueMs } from "../pace";
import { encodeAuthored } from "../payload/authorship";
import { decodePayload } from "../payload/codec";
import type { AppState } from "../state";
import type { AuthorContext } from "./authorContext";
import { buildPayload, signPayload } from "./buildPayload";
import type { HandOverDesk } from "./handOverDesk";
import { holderOf, type PayloadBox } from "./payloadBox";
import type { PayloadPush } from "./payloadPush";

export interface HolderModules extends AuthorContext {
  chain: Chain;
  logger: Logger;
  box: PayloadBox;
  push: PayloadPush;
  desk: HandOverDesk;
  /** Wall clock of the network: a payload with a time of its own would be refused, and the lease lost. */
  networkNowMs: () => number;
}

// Signing, sending and checking take this long at most, so that the proposer has the payload by the beat.
const sendMs = 130;

/** While this node holds the lease: after each commit builds the next payload and sends it to every peer. */
export class HolderWork {
  private current = new AbortController();
  private readonly stopped = new AbortController();

  constructor(private readonly modules: HolderModules) {}

  /** The chain has a new head: what was begun on the old one is over. */
  onHead(): void {
    this.current.abort();
    const state = this.modules.chain.committed;
    if (!state || this.stopped.signal.aborted || holderOf(state) !== this.modules.evmAddress) return;
    this.current = new AbortController();
    const signal = AbortSignal.any([this.current.signal, this.stopped.signal]);
    this.write(state, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.modules.logger.warn("no payload from the holder", {
        height: state.height + 1,
        reason: (error as Error).message,
      });
    });
  }

  stop(): void {
    this.stopped.abort();
    this.current.abort();
  }

  private async write(state: AppState, signal: AbortSignal): Promise<void> {
    const { clock, box, push, desk, evmAddress } = this.modules;
    const { releaseMs, votedMs } = this.whenDue(state);
    const untilMs = releaseMs - sendMs;
    const built = await buildPayload(this.modules, state, { untilMs, blockTimeMs: votedMs, signal });
    const { payload, authorship } = signPayload(this.modules, state, built, desk.wishFor(state));
    signal.throwIfAborted();
    const tx = encodeAuthored(payload, authorship);
    box.put({ authorship, tx, built: decodePayload(payload) }, evmAddress);
    await push.toAll(payload, authorship, signal);
    this.modules.logger.debug("payload sent", {
      height: authorship.height,
      beforeDueMs: Math.round(releaseMs - clock.monotonicMs()),
    });
  }

  // The header time of the coming block is the time of votes that the holder does not see; its own sight of the
  // parent is a vote's latency off at most. A node that has just started has seen nothing and counts on.
  private whenDue(state: AppState): { releaseMs: number; votedMs: number } {
    const { chain, clock, networkNowMs } = this.modules;
    const nowMs = networkNowMs();
    const seenMs = chain.finalizedAtMs;
    const sinceParentMs = seenMs === undefined ? undefined : clock.monotonicMs() - seenMs;
    const votedMs =
      sinceParentMs === undefined ? state.blockTimeMs + state.blockIntervalMs : nowMs - sinceParentMs;
    const beat = beatOf(state.blockIntervalMs);
    const dueMs = nextDueMs(beat, { dueMs: state.dueMs, votedMs });
    return { releaseMs: clock.monotonicMs() + holdMs(beat, { dueMs, nowMs, sinceParentMs }), votedMs };
  }
}
