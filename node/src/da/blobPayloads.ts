import { decodePayload } from "../payload/codec";
import type { StoredPayload } from "../store/payloadStore";
import { BlobError } from "./blobFaults";
import type { BlobHeader } from "./blobHeader";

const rootBytes = 32;

/** Payloads one behind the other: u32 length, parent beacon block root, the bytes that consensus carried. */
export function joinPayloads(blocks: readonly StoredPayload[]): Buffer {
  return Buffer.concat(blocks.flatMap(framePayload));
}

/** The frame of one payload, in parts. */
export function framePayload({ tx, parentBeaconBlockRoot }: StoredPayload): Uint8Array[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(tx.length);
  return [length, Buffer.from(parentBeaconBlockRoot.slice(2), "hex"), tx];
}

/** The payloads of a range, in order, each the child of the one before. @throws BLOB_TRUNCATED BLOB_RANGE BLOB_CHAIN BLOB_CORRUPT */
export function splitPayloads(raw: Buffer, { from, to }: Pick<BlobHeader, "from" | "to">): StoredPayload[] {
  const blocks: StoredPayload[] = [];
  let parentHash: string | undefined;
  for (let at = 0; at < raw.length; ) {
    const start = at + 4 + rootBytes;
    const end = start > raw.length ? Number.POSITIVE_INFINITY : start + raw.readUInt32BE(at);
    if (end > raw.length)
      throw new BlobError("BLOB_TRUNCATED", `The blob is cut in payload ${from + blocks.length}.`);
    const record = {
      tx: raw.subarray(start, end),
      parentBeaconBlockRoot: `0x${raw.toString("hex", at + 4, start)}`,
    };
    parentHash = checkPlace(record, from + blocks.length, parentHash);
    blocks.push(record);
    at = end;
  }
  if (blocks.length !== to - from + 1) {
    throw new BlobError(
      "BLOB_RANGE",
      `The blob holds ${blocks.length} payloads for blocks ${from} to ${to}.`,
    );
  }
  return blocks;
}

function checkPlace({ tx }: StoredPayload, number: number, parentHash: string | undefined): string {
  let payload: ReturnType<typeof decodePayload>["payload"];
  try {
    ({ payload } = decodePayload(tx));
  } catch (cause) {
    throw new BlobError("BLOB_CORRUPT", `The blob's payload ${number} cannot be read.`, { cause });
  }
  if (Number(payload.blockNumber) !== number) {
    throw new BlobError(
      "BLOB_RANGE",
      `The blob has block ${Number(payload.blockNumber)} where ${number} belongs.`,
    );
  }
  if (parentHash !== undefined && payload.parentHash !== parentHash) {
    throw new BlobError("BLOB_CHAIN", `Block ${number} of the blob is no child of the one before.`);
  }
  return payload.blockHash;
}
