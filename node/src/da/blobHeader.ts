import { createHash } from "node:crypto";
import { z } from "zod";
import { BlobError } from "./blobFaults";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const count = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** What one blob may unfold to; far above what a blob of 64 full blocks holds. */
export const maxRawBytes = 512 * 1024 * 1024;
/** Most blocks of one blob, whatever a header says. */
export const maxBlocksInBlob = 4096;

const headerSchema = z.strictObject({
  chainId: count,
  genesisHash: hash,
  /** EVM block numbers, both inclusive. */
  from: count,
  to: count,
  payloads: count,
  payloadsBytes: count,
  payloadsSha256: hash,
  /** Link of the blob before; zeros for the first. */
  previous: hash,
  /** DA height at which the blob before was found; 0 for the first. */
  previousDaHeight: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  /** Application state after block `to`, JSON behind the payloads. */
  stateBytes: z
    .number()
    .int()
    .nonnegative()
    .max(1024 * 1024),
  stateSha256: hash,
  /** Length of the zstd frame. */
  bodyBytes: count,
});

/** What a blob says of itself, readable without unfolding it. */
export type BlobHeader = z.infer<typeof headerSchema>;

/** Network of a blob. */
export type BlobNetwork = Pick<BlobHeader, "chainId" | "genesisHash">;

/** `previous` of the first blob. */
export const noLink = `0x${"0".repeat(64)}`;

/**
 * What the next blob names: network, range, payloads and the link before. Compression, signer and the place on DA
 * are left out, so two nodes that post the same blocks make the same link.
 */
export function linkOf(header: BlobHeader): string {
  const { chainId, genesisHash, from, to, payloads, payloadsSha256, previous } = header;
  return sha256(
    JSON.stringify(["CRDA/1", chainId, genesisHash, from, to, payloads, payloadsSha256, previous]),
  );
}

/** 0x-prefixed. */
export function sha256(data: Uint8Array | string): string {
  return `0x${createHash("sha256").update(data).digest("hex")}`;
}

/** @throws BLOB_HEADER BLOB_OVERSIZE BLOB_RANGE */
export function parseHeader(raw: Uint8Array): BlobHeader {
  let header: BlobHeader;
  try {
    header = headerSchema.parse(JSON.parse(Buffer.from(raw).toString("utf8")));
  } catch (cause) {
    throw new BlobError("BLOB_HEADER", "The blob's header is not of the format.", { cause });
  }
  if (header.payloadsBytes > maxRawBytes) {
    throw new BlobError("BLOB_OVERSIZE", `The blob would unfold to ${header.payloadsBytes} bytes.`, {
      details: [`limit: ${maxRawBytes} bytes`],
    });
  }
  const blocks = header.to - header.from + 1;
  if (blocks !== header.payloads || blocks < 1 || blocks > maxBlocksInBlob) {
    throw new BlobError("BLOB_RANGE", `The blob's range is not one of 1 to ${maxBlocksInBlob} blocks.`, {
      details: [`from ${header.from} to ${header.to}, ${header.payloads} payloads`],
    });
  }
  return header;
}

/** @throws BLOB_NETWORK */
export function assertNetwork(header: BlobHeader, network: BlobNetwork): void {
  if (header.chainId === network.chainId && header.genesisHash === network.genesisHash) return;
  throw new BlobError("BLOB_NETWORK", "The blob is of another network.", {
    details: [
      `blob: chain ${header.chainId}, genesis ${header.genesisHash}`,
      `ours: chain ${network.chainId}, genesis ${network.genesisHash}`,
    ],
  });
}

/** The blob must continue the chain of blobs here. @throws BLOB_RANGE BLOB_CHAIN */
export function assertContinues(header: BlobHeader, end: { to: number; link: string }): void {
  if (header.from !== end.to + 1) {
    throw new BlobError("BLOB_RANGE", `The blob must begin at block ${end.to + 1}.`, {
      details: [`from ${header.from} to ${header.to}`],
    });
  }
  if (header.previous !== end.link) {
    throw new BlobError(
      "BLOB_CHAIN",
      `The blob of blocks ${header.from} to ${header.to} breaks the chain of blobs.`,
      {
        details: [`previous: ${header.previous}`, `must be: ${end.link}`],
      },
    );
  }
}
