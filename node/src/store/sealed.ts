import { createHash } from "node:crypto";

/** What the state's bytes at a height must hash to. */
export interface StateSeal {
  height: number;
  digest: string;
}

/** Digest of a record: LevelDB itself checks none when it reads. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
