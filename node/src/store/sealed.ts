import { createHash } from "node:crypto";

const sealBytes = 8;

/** Bytes followed by a digest of them: LevelDB itself checks none when it reads. */
export function seal(...parts: Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(parts);
  return Buffer.concat([bytes, digestOf(bytes)]);
}

/** The bytes; undefined when they are not those that were sealed. */
export function unseal(sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < sealBytes) return undefined;
  const bytes = sealed.subarray(0, -sealBytes);
  return digestOf(bytes).equals(sealed.subarray(-sealBytes)) ? bytes : undefined;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest().subarray(0, sealBytes);
}
