import { BlockTooLargeError } from "./blobFaults";
import { encodeBlob } from "./blobFormat";
import { type BlobHeader, linkOf } from "./blobHeader";
import type { FinalizedBlocks } from "./finalizedBlocks";
import type { Confirmed, DaLedger } from "./ledger";

export interface BuiltBlob {
  bytes: Uint8Array;
  header: BlobHeader;
  link: string;
}

// Transactions fold to about half; blocks above this would not fit and only cost memory.
const rawPerBlobByte = 16;

/** Makes the blob that continues the chain of blobs: as many blocks as wanted, or as fit. */
export class BlobBuilder {
  constructor(
    private readonly options: { maxBlobBytes: number; privateKey: Uint8Array },
    private readonly modules: { blocks: FinalizedBlocks; ledger: Pick<DaLedger, "stateAfter"> },
  ) {}

  /** @throws DA_BLOCK_TOO_LARGE PAYLOAD_MISSING */
  async build(after: Confirmed, most: number): Promise<BuiltBlob> {
    const { blocks, ledger } = this.modules;
    const { maxBlobBytes, privateKey } = this.options;
    const from = after.to + 1;
    let records = await blocks.read(from, { most, maxBytes: maxBlobBytes * rawPerBlobByte });
    for (;;) {
      const { bytes, header } = await encodeBlob(
        {
          ...blocks.network!,
          previous: after.link,
          previousDaHeight: after.daHeight,
          from,
          blocks: records,
          state: await ledger.stateAfter(from + records.length - 1),
        },
        privateKey,
      );
      if (bytes.length <= maxBlobBytes) return { bytes, header, link: linkOf(header) };
      if (records.length === 1) {
        throw new BlockTooLargeError({ number: from, bytes: bytes.length, limit: maxBlobBytes });
      }
      records = records.slice(0, Math.ceil(records.length / 2));
    }
  }
}
