import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureKeystore } from "./evmKeyFiles";
import { readKeyFile } from "./files";
import { decryptKeystore } from "./keystore";

/** The key that owns this host's registration and stake; no service of the host ever reads it. */
export const ownerFileNames = { keystore: "owner_keystore.json", passphrase: "owner_passphrase" } as const;

export const ensureOwnerKey = (dir: string): void => ensureKeystore(dir, ownerFileNames);

export const hasOwnerKey = (dir: string): boolean => existsSync(join(dir, ownerFileNames.keystore));

/** @throws KEY_FILE */
export function readOwnerKey(dir: string): Buffer {
  const keystore = join(dir, ownerFileNames.keystore);
  const passphrase = readKeyFile(join(dir, ownerFileNames.passphrase)).trim();
  return decryptKeystore(keystore, readKeyFile(keystore), passphrase);
}
