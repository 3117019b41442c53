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
  const plain = join(dir, evmFileNames.plain);
  ensureKeystore(dir, evmFileNames, () =>
    existsSync(plain) ? parseHexKey(plain, readFileSync(plain, "utf8")) : makeKey(),
  );
}

/** Makes a keystore under a passphrase of its own, where there is none. */
export function ensureKeystore(
  dir: string,
  names: { keystore: string; passphrase: string },
  make: () => Buffer = makeKey,
): void {
  const keystore = join(dir, names.keystore);
  if (existsSync(keystore)) return;
  // The passphrase first: a keystore without its passphrase would be a lost key.
  const passphrase = adoptOrWrite(join(dir, names.passphrase), () => `${randomBytes(32).toString("hex")}\n`);
  adoptOrWrite(keystore, () => encryptKeystore(make(), passphrase.text.trim()));
}

const makeKey = (): Buffer => parseHexKey("new key", makeSecp256k1Hex());

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
