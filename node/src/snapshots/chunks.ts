import { createHash } from "node:crypto";

export const chunkBytes = 2 ** 20;
// A state and one block: more than this is no snapshot of ours.
export const mostChunks = 128;
const digestBytes = 32;

/** Parts of a snapshot as CometBFT carries them; `hash` covers the digests, the digests cover the parts. */
export interface ChunkedSnapshot {
  chunks: Buffer[];
  metadata: Buffer;
  hash: Buffer;
}

/** Cuts the bytes into chunks of one size; the last may be shorter. */
export function splitIntoChunks(bytes: Buffer, size = chunkBytes): ChunkedSnapshot {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  const chunks = Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
  const metadata = Buffer.concat(chunks.map(digestOf));
  return { chunks, metadata, hash: digestOf(metadata) };
}

/** Chunks of one offered snapshot, taken in any order; only the very ones that were offered. */
export class ChunkAssembly {
  private readonly parts: (Buffer | undefined)[];

  private constructor(private readonly digests: Buffer[]) {
    this.parts = digests.map(() => undefined);
  }

  /** Undefined when the offer does not hold together. */
  static of(offer: { chunks: number; hash: Uint8Array; metadata: Uint8Array }): ChunkAssembly | undefined {
    const { chunks, metadata, hash } = offer;
    const isWhole = chunks >= 1 && chunks <= mostChunks && metadata.length === chunks * digestBytes;
    if (!isWhole || !digestOf(metadata).equals(hash)) return undefined;
    return new ChunkAssembly(
      Array.from({ length: chunks }, (_, at) =>
        Buffer.from(metadata.subarray(at * digestBytes, (at + 1) * digestBytes)),
      ),
    );
  }

  /** False for a chunk that is not the one that was offered. */
  take(index: number, chunk: Uint8Array): boolean {
    const digest = this.digests[index];
    if (!digest?.equals(digestOf(chunk))) return false;
    this.parts[index] = Buffer.from(chunk);
    return true;
  }

  /** All of it; undefined while a chunk is missing. */
  get whole(): Buffer | undefined {
    const parts = this.parts.filter((part) => part !== undefined);
    return parts.length === this.parts.length ? Buffer.concat(parts) : undefined;
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
