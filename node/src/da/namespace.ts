import { createHash } from "node:crypto";

/** Version 0 of Celestia: one version byte and 18 zeros, then ten bytes of our own. */
const prefix = Buffer.alloc(19);

/** The 29 bytes of a namespace from its ten own ones, given as 20 hex digits. */
export function namespaceBytes(id: string): Buffer {
  return Buffer.concat([prefix, Buffer.from(id, "hex")]);
}

/** Ten bytes that are this network's own, 20 hex digits. */
export function namespaceIdOf(consensusChainId: string): string {
  return createHash("sha256").update(`cordillera/${consensusChainId}`).digest("hex").slice(0, 20);
}
