import {
  ResponseApplySnapshotChunk_Result as ApplyResult,
  ResponseOfferSnapshot_Result as OfferResult,
  type RequestApplySnapshotChunk,
  type RequestOfferSnapshot,
  ResponseApplySnapshotChunk,
  ResponseOfferSnapshot,
} from "cosmjs-types/tendermint/abci/types";
import type { Chain } from "../chain";
import { backoffMs, type Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import { reactionTo } from "../engine/faults";
import type { Logger } from "../logger";
import { decodePayload } from "../payload/codec";
import { fillFromPeers } from "../recovery/fillFromPeers";
import { levelExecution } from "../recovery/levelExecution";
import { PayloadMissingError } from "../store/storeFaults";
import { ChunkAssembly } from "./chunks";
import type { JoinDesk } from "./joinDesk";
import { assertAgreed, decodeSnapshot, type Snapshot, SnapshotError, snapshotFormat } from "./snapshotFormat";

export interface RestoreModules {
  chain: Pick<Chain, "isEmpty" | "adopt">;
  execution: Execution;
  clock: Clock;
  logger: Logger;
  /** Chain id of this network. */
  chainId: number;
  /** Sets the time within which a snapshot must be found. */
  desk: Pick<JoinDesk, "giveUp" | "watch" | "stop">;
}

const attempts = 5;
const retryBackoff = { firstMs: 500, longestMs: 5_000 };

/** Takes a snapshot that CometBFT offers: checks it, brings geth to its block, and only then stands on it. */
export class SnapshotRestore {
  private offered: { height: number; appHash: string; assembly: ChunkAssembly } | undefined;

  constructor(private readonly modules: RestoreModules) {}

  offer({ snapshot, appHash }: RequestOfferSnapshot): ResponseOfferSnapshot {
    return ResponseOfferSnapshot.fromPartial({ result: this.judgeOffer(snapshot, appHash) });
  }

  private judgeOffer(snapshot: RequestOfferSnapshot["snapshot"], appHash: Uint8Array): OfferResult {
    const { chain, logger } = this.modules;
    if (!chain.isEmpty) return OfferResult.ABORT;
    if (snapshot?.format !== snapshotFormat) return OfferResult.REJECT_FORMAT;
    const height = Number(snapshot.height);
    const assembly = ChunkAssembly.of(snapshot);
    if (!assembly) {
      logger.warn("snapshot refused: its hash is not of its chunks", { height });
      return OfferResult.REJECT_SENDER;
    }
    this.offered = { height, appHash: `0x${Buffer.from(appHash).toString("hex")}`, assembly };
    logger.info("snapshot offered", { height, chunks: snapshot.chunks });
    return OfferResult.ACCEPT;
  }

  /** Returns from the last chunk only when geth stands on the snapshot's block, or never will. */
  async apply(
    { index, chunk, sender }: RequestApplySnapshotChunk,
    signal: AbortSignal,
  ): Promise<ResponseApplySnapshotChunk> {
    const { logger } = this.modules;
    if (!this.offered) return answer(ApplyResult.REJECT_SNAPSHOT);
    const { assembly, height } = this.offered;
    if (!assembly.take(index, chunk)) {
      logger.warn("snapshot chunk refused: it is not the one that was offered", { height, index, sender });
      return answer(ApplyResult.RETRY, { refetchChunks: [index], rejectSenders: [sender] });
    }
    const bytes = assembly.whole;
    if (!bytes) return answer(ApplyResult.ACCEPT);
    const { desk } = this.modules;
    try {
      // geth may take as long as it moves.
      desk.stop();
      await this.restore(bytes, signal);
      return answer(ApplyResult.ACCEPT);
    } catch (error) {
      signal.throwIfAborted();
      const reason = (error as Error).message;
      logger.error("snapshot refused", { height, sender, reason });
      if (error instanceof SnapshotError) {
        desk.watch();
        // Whoever sent the last chunk is one of those who offered the very same bytes.
        return answer(ApplyResult.REJECT_SNAPSHOT, { rejectSenders: [sender] });
      }
      await desk.giveUp(reason);
      return answer(ApplyResult.ABORT);
    }
  }

  private async restore(bytes: Buffer, signal: AbortSignal): Promise<void> {
    const { chain, clock, logger } = this.modules;
    const startedMs = clock.monotonicMs();
    const { height, appHash } = this.offered!;
    const snapshot = decodeSnapshot(bytes);
    assertAgreed(snapshot, { height, appHash, nowMs: clock.nowMs() });
    await this.bringGeth(snapshot, signal);
    await chain.adopt(snapshot.state, snapshot.payload);
    this.offered = undefined;
    logger.info("state restored from a snapshot", {
      height,
      evmHeight: snapshot.state.head.number,
      tookMs: Math.round(clock.monotonicMs() - startedMs),
    });
  }

  // geth takes the blocks below from its peers and executes them: it ends on the agreed hash or not at all.
  private async bringGeth({ state, payload }: Snapshot, signal: AbortSignal): Promise<void> {
    const { execution, clock, logger, chainId } = this.modules;
    const { head, genesisHash } = state;
    const store = {
      firstPayload: async () => head.number,
      payloadAt: async (number: number) => {
        if (number !== head.number) throw new PayloadMissingError(number);
        return payload;
      },
    };
    const bound = { ...decodePayload(payload.tx), parentBeaconBlockRoot: payload.parentBeaconBlockRoot };
    for (let attempt = 0; ; attempt++) {
      try {
        const genesis = await execution.blockAt(0, { signal });
        if (genesis && genesis.hash !== genesisHash) {
          throw new SnapshotError([`genesisHash: must be ${genesis.hash} (got ${genesisHash})`]);
        }
        const verdict = await execution.newPayload(bound, { signal });
        if (verdict.status === "INVALID") {
          throw new SnapshotError([`geth finds its block INVALID (${verdict.reason ?? "no reason given"})`]);
        }
        const fillGap = (at: { head: typeof head; latest: number }) =>
          fillFromPeers(at, { execution, store, clock }, signal);
        await levelExecution({ head, genesisHash }, { execution, store, chainId, fillGap }, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const isFinal = error instanceof SnapshotError || error instanceof PayloadMissingError;
        if (isFinal || reactionTo(error).ofGeth === "operator" || attempt + 1 === attempts) throw error;
        logger.warn("geth does not stand on the snapshot's block yet", {
          attempt,
          reason: (error as Error).message,
        });
        await clock.sleep(backoffMs(attempt, retryBackoff), signal);
      }
    }
  }
}

function answer(
  result: ApplyResult,
  more: { refetchChunks?: number[]; rejectSenders?: string[] } = {},
): ResponseApplySnapshotChunk {
  return ResponseApplySnapshotChunk.fromPartial({ result, ...more });
}
