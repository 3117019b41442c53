import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { KeyFileError } from "./files";

/** An ed25519 key as CometBFT keeps it: 64 bytes, seed then public key. */
export interface ConsensusKey {
  privateKey: Buffer;
  publicKey: Buffer;
}

/** A new ed25519 key. */
export function makeConsensusKey(): ConsensusKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const jwk = privateKey.export({ format: "jwk" });
  const seed = Buffer.from(jwk.d!, "base64url");
  const publicKey = Buffer.from(jwk.x!, "base64url");
  return { privateKey: Buffer.concat([seed, publicKey]), publicKey };
}

/** First 20 bytes of SHA-256 of the public key: a validator's address, and a node's P2P id. */
export function consensusAddressOf(publicKey: Buffer): Buffer {
  return createHash("sha256").update(publicKey).digest().subarray(0, 20);
}

/** A validator's address as the genesis spells it. */
export const validatorAddressOf = (publicKey: Buffer): string =>
  consensusAddressOf(publicKey).toString("hex").toUpperCase();

/** An ed25519 public key, 32 bytes in base64. */
export const consensusKeyRule = /^[A-Za-z0-9+/]{43}=$/;

/** node_key.json of CometBFT. */
export function renderNodeKey(key: ConsensusKey): string {
  return `${JSON.stringify({ priv_key: { type: "tendermint/PrivKeyEd25519", value: key.privateKey.toString("base64") } })}\n`;
}

/** priv_validator_key.json of CometBFT. */
export function renderValidatorKey(key: ConsensusKey): string {
  const file = {
    address: validatorAddressOf(key.publicKey),
    pub_key: { type: "tendermint/PubKeyEd25519", value: key.publicKey.toString("base64") },
    priv_key: { type: "tendermint/PrivKeyEd25519", value: key.privateKey.toString("base64") },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The key inside node_key.json or priv_validator_key.json. @throws KEY_FILE */
export function parseConsensusKey(path: string, text: string): ConsensusKey {
  let value: unknown;
  try {
    value = (JSON.parse(text) as { priv_key?: { value?: unknown } }).priv_key?.value;
  } catch (cause) {
    throw new KeyFileError(path, "is not JSON", cause);
  }
  const privateKey = Buffer.from(typeof value === "string" ? value : "", "base64");
  if (privateKey.length !== 64) throw new KeyFileError(path, "priv_key.value must be 64 bytes in base64");
  const publicKey = privateKey.subarray(32);
  if (!derivePublicKey(privateKey.subarray(0, 32)).equals(publicKey)) {
    throw new KeyFileError(path, "public half does not belong to the private half");
  }
  return { privateKey, publicKey };
}

// PKCS#8 header of an ed25519 seed (RFC 8410).
const pkcs8Header = Buffer.from("302e020100300506032b657004220420", "hex");

function derivePublicKey(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Header, seed]), format: "der", type: "pkcs8" });
  return Buffer.from(createPublicKey(key).export({ format: "jwk" }).x!, "base64url");
}
