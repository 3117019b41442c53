import { NodeError } from "../faults";

/** One way in which bytes of the namespace are no blob of this network's chain. */
export const blobFaults = [
  "BLOB_MAGIC",
  "BLOB_VERSION",
  "BLOB_TRUNCATED",
  "BLOB_HEADER",
  "BLOB_OVERSIZE",
  "BLOB_CORRUPT",
  "BLOB_NETWORK",
  "BLOB_SIGNER",
  "BLOB_RANGE",
  "BLOB_CHAIN",
  "BLOB_STATE",
  /** Signed by an author here, and not what was finalized here. */
  "BLOB_UNEQUAL",
] as const;
export type BlobFault = (typeof blobFaults)[number];

/** A blob that cannot be read, or is not what must stand there. */
export class BlobError extends NodeError<BlobFault> {}

/** One block alone is above what DA takes in a blob. */
export class BlockTooLargeError extends NodeError<"DA_BLOCK_TOO_LARGE"> {
  constructor(at: { number: number; bytes: number; limit: number }) {
    super("DA_BLOCK_TOO_LARGE", `Block ${at.number} alone makes a blob of ${at.bytes} bytes.`, {
      details: [`limit: ${at.limit} bytes (da.maxBlobBytes)`],
      fix: "Raise da.maxBlobBytes to what the DA network takes, or lower blocks.gasLimit.",
    });
  }
}
