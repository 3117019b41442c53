import { type Request, Response } from "cosmjs-types/tendermint/abci/types";
import { decodePayload } from "../../node/src/payload/codec";
import { splitIntoChunks } from "../../node/src/snapshots/chunks";
import { encodeSnapshot, snapshotFormat } from "../../node/src/snapshots/snapshotFormat";
import type { AppState } from "../../node/src/state";
import { AbciProxy } from "./abciProxy";

/**
 * Offers, beside the true snapshots, newer ones of its own making: whole, well hashed, of heights that there are, and of
 * a state that nobody agreed on.
 */
export class LyingGiver extends AbciProxy {
  /** Heights whose lie was asked for. */
  readonly given: number[] = [];
  private readonly lies = new Map<number, Buffer>();
  private last: { height: number; tx: Uint8Array } | undefined;

  constructor(at: { host: string; port: number; appPort: number }) {
    super(at, ({ finalizeBlock, listSnapshots, loadSnapshotChunk }: Request, answer) => {
      if (finalizeBlock?.txs[0]) {
        this.last = { height: Number(finalizeBlock.height), tx: finalizeBlock.txs[0] };
      }
      if (listSnapshots) return this.listWithLie(answer);
      const lie = loadSnapshotChunk && this.lies.get(Number(loadSnapshotChunk.height));
      if (!lie) return undefined;
      this.given.push(Number(loadSnapshotChunk.height));
      return Response.fromPartial({ loadSnapshotChunk: { chunk: lie } });
    });
  }

  private listWithLie(answer: Buffer): Response | undefined {
    const { snapshots = [] } = Response.decode(answer).listSnapshots ?? {};
    if (!this.last || snapshots.length === 0) return undefined;
    // CometBFT tries the newest first, and only one of which it finds the next two headers.
    const height = this.last.height - 2;
    if (height <= Number(snapshots[0]!.height)) return undefined;
    const { chunks, hash, metadata } = splitIntoChunks(lieAt(height, this.last.tx));
    this.lies.set(height, chunks[0]!);
    const lie = { height: BigInt(height), format: snapshotFormat, chunks: 1, hash, metadata };
    return Response.fromPartial({ listSnapshots: { snapshots: [lie, ...snapshots] } });
  }
}

function lieAt(height: number, tx: Uint8Array): Buffer {
  const { payload } = decodePayload(tx);
  const state: Partial<AppState> = {
    ...{ height, blockTimeMs: Date.now(), dueMs: Date.now(), blockIntervalMs: 1000 },
    head: {
      number: Number(payload.blockNumber),
      hash: payload.blockHash,
      timestamp: Number(payload.timestamp),
      stateRoot: payload.stateRoot,
    },
    validators: {},
    appHash: `0x${"11".repeat(32)}`,
  };
  const bytes = Buffer.from(tx);
  return encodeSnapshot({
    state: state as AppState,
    payload: { tx: bytes, parentBeaconBlockRoot: `0x${"00".repeat(32)}` },
  });
}
