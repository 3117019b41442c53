import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeSecp256k1Hex } from "./evmKey";
import { adoptOrWrite, KeyFileError, parseHexKey, readKeyFile } from "./files";
import { decryptKeystore, encryptKeystore } from "./keystore";

export const evmFileNames = {
  keystore: "evm_keystore.json",
  passphrase: "evm_passphrase",
  /** Where hosts of earlier releases keep the key in plain hex. */
  plain: "evm_key",
} as const;

export interface EvmKeyPlace {
  /** A V3 keystore, or 64 hex digits as earlier releases wrote them. */
  evmKeyFile: string;
  /** Needed for a keystore. */
  evmPassphraseFile?: string;
}

/** Makes keystore and passphrase where there are none; a plain key of an earlier release becomes the keystore's. */
export function ensureEvmKey(dir: string): void {
  const keystore = join(dir, evmFileNames.keystore);
  if (existsSync(keystore)) return;
  // The passphrase first: a keystore without its passphrase would be a lost key.
  const passphrase = adoptOrWrite(
    join(dir, evmFileNames.passphrase),
    () => `${randomBytes(32).toString("hex")}\n`,
  );
  const plain = join(dir, evmFileNames.plain);
  const hex = existsSync(plain) ? readFileSync(plain, "utf8") : makeSecp256k1Hex();
  const privateKey = parseHexKey(plain, hex);
  adoptOrWrite(keystore, () => encryptKeystore(privateKey, passphrase.text.trim()));
}

/** Where the key of this folder is: the keystore, else the plain file of an earlier release. */
export function placeOf(dir: string): Required<EvmKeyPlace> {
  const keystore = join(dir, evmFileNames.keystore);
  const evmKeyFile = existsSync(keystore) ? keystore : join(dir, evmFileNames.plain);
  return { evmKeyFile, evmPassphraseFile: join(dir, evmFileNames.passphrase) };
}

/** The author's private key. @throws KEY_FILE */
export function readEvmKey({ evmKeyFile, evmPassphraseFile }: EvmKeyPlace): Buffer {
  const text = readKeyFile(evmKeyFile);
  if (!text.trimStart().startsWith("{")) return parseHexKey(evmKeyFile, text);
  if (!evmPassphraseFile)
    throw new KeyFileError(evmKeyFile, "is a keystore, and no passphrase file is named");
  return decryptKeystore(evmKeyFile, text, readKeyFile(evmPassphraseFile).trim());
}
