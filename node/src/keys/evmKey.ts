import { secp256k1 } from "@noble/curves/secp256k1";
import { keccak_256 } from "@noble/hashes/sha3";
import { KeyFileError } from "./files";

/** A new secp256k1 private key as 64 hex digits. */
export function makeSecp256k1Hex(): string {
  return `${Buffer.from(secp256k1.utils.randomPrivateKey()).toString("hex")}\n`;
}

/** 64 bytes of the public key, without the 04 prefix. @throws KEY_FILE */
export function publicKeyOf(path: string, privateKey: Uint8Array): Buffer {
  try {
    return Buffer.from(secp256k1.getPublicKey(privateKey, false).subarray(1));
  } catch (cause) {
    throw new KeyFileError(path, "is not a secp256k1 private key", cause);
  }
}

/** EIP-55 address of a 64-byte public key. */
export function evmAddressOf(publicKey: Uint8Array): string {
  return checksumAddress(Buffer.from(keccak_256(publicKey).subarray(12)).toString("hex"));
}

/** EIP-55 spelling of 40 hex digits. */
export function checksumAddress(hex: string): string {
  const lower = hex.replace(/^0x/, "").toLowerCase();
  const hash = Buffer.from(keccak_256(Buffer.from(lower, "ascii"))).toString("hex");
  const spelled = [...lower].map((digit, index) =>
    Number.parseInt(hash[index]!, 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${spelled.join("")}`;
}
