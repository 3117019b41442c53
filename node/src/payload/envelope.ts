import { createHash } from "node:crypto";
import { PayloadFormatError } from "./payloadFormatError";

// "CRA1", u32 length of the author's claim, the claim, then the payload as it is signed.
const magic = Buffer.from("CRA1");
const longestClaim = 4096;

/** SHA-256 in hex: what an author signs of a payload's bytes. */
export function digestOf(payload: Uint8Array): string {
  return createHash("sha256").update(payload).digest("hex");
}

export function joinEnvelope(claim: Buffer, payload: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(claim.length);
  return Buffer.concat([magic, length, claim, payload]);
}

/** Claim and payload of a transaction; a bare payload has no claim. @throws PAYLOAD_FORMAT */
export function splitEnvelope(tx: Uint8Array): { claim: Buffer | undefined; payload: Buffer } {
  const data = Buffer.from(tx.buffer, tx.byteOffset, tx.byteLength);
  if (data.length < 8 || !data.subarray(0, 4).equals(magic)) return { claim: undefined, payload: data };
  const end = 8 + data.readUInt32BE(4);
  if (end > data.length || end > 8 + longestClaim) throw new PayloadFormatError("claim is cut");
  return { claim: data.subarray(8, end), payload: data.subarray(end) };
}
