import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1";
import { z } from "zod";
import { evmAddressOf } from "../keys/evmKey";
import type { HandOver } from "../lease/lease";
import { maxPayloadBytes, PayloadOversizedError } from "./codec";
import { digestOf, joinEnvelope, splitEnvelope } from "./envelope";
import { PayloadFormatError } from "./payloadFormatError";

/** What an author's signature says of a payload, beside the payload itself. */
export interface Claim {
  /** Of the lease under which it was written. */
  epoch: number;
  /** Consensus height it is meant for. */
  height: number;
  /** SHA-256 of the encoded payload, hex. */
  digest: string;
  /** The holder's wish, carried by the payload. */
  handOver?: HandOver;
}

/** A claim and the signature of the EVM key that earns the fees. */
export interface Authorship extends Claim {
  /** r, s and recovery bit: 130 hex digits. */
  signature: string;
}

const height = z.number().int().positive().safe();
const authorshipSchema = z.strictObject({
  epoch: height,
  height,
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  handOver: z
    .strictObject({
      at: height,
      to: z
        .string()
        .regex(/^[0-9A-F]{40}$/)
        .optional(),
    })
    .optional(),
  signature: z.string().regex(/^[0-9a-f]{130}$/),
});

/** @throws PAYLOAD_FORMAT */
export function parseAuthorship(text: string): Authorship {
  try {
    return authorshipSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new PayloadFormatError("authorship is not of the format", cause);
  }
}

/** Signs for a network; no other network, height, lease or payload can use it. */
export function signClaim(claim: Claim, { chainId, key }: { chainId: string; key: Uint8Array }): Authorship {
  const signature = secp256k1.sign(messageOf(claim, chainId), key);
  const recovery = signature.recovery.toString(16).padStart(2, "0");
  return { ...claim, signature: `${signature.toCompactHex()}${recovery}` };
}

/** Address of the key that signed, lower case; undefined where no key can have. */
export function signerOf(authorship: Authorship, chainId: string): string | undefined {
  try {
    const recovery = Number.parseInt(authorship.signature.slice(128), 16);
    const signature = secp256k1.Signature.fromCompact(authorship.signature.slice(0, 128));
    // The other half of the curve gives every signature a twin.
    if (signature.hasHighS()) return undefined;
    const point = signature.addRecoveryBit(recovery).recoverPublicKey(messageOf(authorship, chainId));
    return evmAddressOf(point.toRawBytes(false).subarray(1)).toLowerCase();
  } catch {
    return undefined;
  }
}

/** The transaction that consensus carries. */
export function encodeAuthored(payload: Buffer, authorship: Authorship): Buffer {
  return joinEnvelope(Buffer.from(JSON.stringify(authorship)), payload);
}

/** Both parts of a transaction, the digest checked and the signature not yet. @throws PAYLOAD_FORMAT PAYLOAD_OVERSIZED */
export function decodeAuthored(tx: Uint8Array): { payload: Buffer; authorship: Authorship } {
  const { claim, payload } = splitEnvelope(tx);
  if (payload.length > maxPayloadBytes) throw new PayloadOversizedError(payload.length);
  if (!claim) throw new PayloadFormatError("it has no author");
  const authorship = parseAuthorship(claim.toString("utf8"));
  const digest = digestOf(payload);
  if (digest !== authorship.digest) throw new PayloadFormatError("it is not what its author signed");
  return { payload, authorship };
}

// SHA-256 under a name of its own: an Ethereum transaction or message is hashed by Keccak, so none can be taken
// for this nor this for one.
function messageOf({ epoch, height, digest, handOver }: Claim, chainId: string): Uint8Array {
  const parts = [chainId, epoch, height, digest, handOver?.at ?? 0, handOver?.to ?? ""];
  return createHash("sha256")
    .update(`cordillera/payload/1\n${JSON.stringify(parts)}`)
    .digest();
}
