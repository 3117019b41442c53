import {
  type RequestLoadSnapshotChunk,
  ResponseListSnapshots,
  ResponseLoadSnapshotChunk,
} from "cosmjs-types/tendermint/abci/types";
import { snapshotFormat } from "../../snapshots/snapshotFormat";
import type { SnapshotShelf } from "../../snapshots/snapshotShelf";

/** What this node can hand to one that joins. */
export async function listSnapshots(shelf: SnapshotShelf): Promise<ResponseListSnapshots> {
  const heights = await shelf.heights();
  const found = await Promise.all(heights.map((height) => shelf.at(height)));
  const snapshots = found.flatMap((snapshot, at) =>
    snapshot
      ? [
          {
            height: BigInt(heights[at]!),
            format: snapshotFormat,
            chunks: snapshot.chunks.length,
            hash: snapshot.hash,
            metadata: snapshot.metadata,
          },
        ]
      : [],
  );
  return ResponseListSnapshots.fromPartial({ snapshots });
}

/** An empty answer tells CometBFT that the chunk is not here. */
export async function loadSnapshotChunk(
  { height, format, chunk }: RequestLoadSnapshotChunk,
  shelf: SnapshotShelf,
): Promise<ResponseLoadSnapshotChunk> {
  const snapshot = format === snapshotFormat ? await shelf.at(Number(height)) : undefined;
  return ResponseLoadSnapshotChunk.fromPartial({ chunk: snapshot?.chunks[chunk] ?? new Uint8Array() });
}
