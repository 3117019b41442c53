import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1";
import { evmAddressOf } from "../keys/evmKey";

/** 64 bytes of signature, one of recovery. */
export const signatureBytes = 65;

/** Signs what a blob says of itself with the author key; anybody may write into a namespace. */
export function signHeader(rawHeader: Uint8Array, privateKey: Uint8Array): Buffer {
  const signature = secp256k1.sign(digestOf(rawHeader), privateKey);
  return Buffer.concat([signature.toCompactRawBytes(), Buffer.from([signature.recovery])]);
}

/** Address of who signed, lower case; undefined for bytes that are no signature. */
export function signerOf(rawHeader: Uint8Array, signature: Uint8Array): string | undefined {
  try {
    const publicKey = secp256k1.Signature.fromCompact(signature.subarray(0, 64))
      .addRecoveryBit(signature[64]!)
      .recoverPublicKey(digestOf(rawHeader))
      .toRawBytes(false);
    return evmAddressOf(publicKey.subarray(1)).toLowerCase();
  } catch {
    return undefined;
  }
}

function digestOf(rawHeader: Uint8Array): Uint8Array {
  return createHash("sha256").update("cordillera/da-blob/1\n").update(rawHeader).digest();
}
