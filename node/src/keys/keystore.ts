import { createCipheriv, createDecipheriv, randomBytes, randomUUID, scryptSync } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3";
import { z } from "zod";
import { evmAddressOf, publicKeyOf } from "./evmKey";
import { KeyFileError } from "./files";

// Web3 Secret Storage, version 3: what geth, ethers and cast read and write.
const bytes = (length: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`));
const keystoreSchema = z.object({
  version: z.literal(3),
  address: bytes(20).optional(),
  crypto: z.object({
    cipher: z.literal("aes-128-ctr"),
    cipherparams: z.object({ iv: bytes(16) }),
    ciphertext: bytes(32),
    kdf: z.literal("scrypt"),
    kdfparams: z.object({
      dklen: z.literal(32),
      n: z.number().int().min(2),
      r: z.number().int().min(1).max(32),
      p: z.number().int().min(1).max(16),
      salt: z.string().regex(/^([0-9a-fA-F]{2}){8,64}$/),
    }),
    mac: bytes(32),
  }),
});
type Keystore = z.infer<typeof keystoreSchema>;

// The passphrase is 256 random bits: nobody guesses it, whatever a guess costs. So the cost is the least that other
// tools use too (4 MiB, some 40 ms), and a restart does not wait for it.
const cost = { n: 4096, r: 8, p: 1 };

// geth's own standard (n = 262144, r = 8) needs 256 MiB; a file that asks for more is not opened.
const mostMemoryBytes = 320 * 1024 * 1024;

/** The key under the passphrase, as one line of JSON. */
export function encryptKeystore(privateKey: Uint8Array, passphrase: string): string {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = derive(passphrase, salt, cost);
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  const keystore: Keystore & { id: string } = {
    version: 3,
    id: randomUUID(),
    address: evmAddressOf(publicKeyOf("keystore", privateKey)).slice(2).toLowerCase(),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: iv.toString("hex") },
      ciphertext: ciphertext.toString("hex"),
      kdf: "scrypt",
      kdfparams: { dklen: 32, ...cost, salt: salt.toString("hex") },
      mac: macOf(derived, ciphertext),
    },
  };
  return `${JSON.stringify(keystore)}\n`;
}

/** The key inside. @throws KEY_FILE */
export function decryptKeystore(path: string, text: string, passphrase: string): Buffer {
  const { address, crypto } = parseKeystore(path, text);
  const { n, r, p, salt } = crypto.kdfparams;
  if (!isPayable({ n, r, p })) {
    throw new KeyFileError(path, `its scrypt cost cannot be paid (n ${n}, r ${r}, p ${p})`);
  }
  const derived = derive(passphrase, Buffer.from(salt, "hex"), { n, r, p });
  const ciphertext = Buffer.from(crypto.ciphertext, "hex");
  if (macOf(derived, ciphertext) !== crypto.mac.toLowerCase()) {
    throw new KeyFileError(path, "the passphrase does not open it");
  }
  const iv = Buffer.from(crypto.cipherparams.iv, "hex");
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const privateKey = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const found = evmAddressOf(publicKeyOf(path, privateKey)).slice(2).toLowerCase();
  if (address && address.toLowerCase() !== found) {
    throw new KeyFileError(path, `it names address 0x${address}, its key has 0x${found}`);
  }
  return privateKey;
}

function parseKeystore(path: string, text: string): Keystore {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new KeyFileError(path, "is not JSON", cause);
  }
  // ethers writes "Crypto".
  const { Crypto, ...rest } = raw as { Crypto?: unknown };
  const parsed = keystoreSchema.safeParse(Crypto ? { ...rest, crypto: Crypto } : rest);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => issue.path.join(".") || "(root)");
  throw new KeyFileError(path, `is no V3 keystore with scrypt (${faults.join(", ")})`);
}

interface Cost {
  n: number;
  r: number;
  p: number;
}

// Judged here: a refusal by OpenSSL stays in its queue of errors, and the next key that is read fails by it.
function isPayable({ n, r, p }: Cost): boolean {
  return Number.isInteger(Math.log2(n)) && 128 * r * (n + p + 2) <= mostMemoryBytes;
}

function derive(passphrase: string, salt: Buffer, { n, r, p }: Cost): Buffer {
  return scryptSync(passphrase, salt, 32, { N: n, r, p, maxmem: mostMemoryBytes });
}

function macOf(derived: Buffer, ciphertext: Buffer): string {
  return Buffer.from(keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext]))).toString("hex");
}
