import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { BinaryReader, BinaryWriter } from "cosmjs-types/binary";
import { encodeFrame } from "../abci/framing";
import { SecretConnectionError } from "./secretConnectionError";
import { Transcript } from "./transcript";

/** Length of the first message: a length, a tag, a length, the key. */
export const helloBytes = 1 + 2 + 32;

type Curve = "X25519" | "Ed25519";

const publicKeyOf = (crv: Curve, bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: "OKP", crv, x: Buffer.from(bytes).toString("base64url") }, format: "jwk" });

const bytesOf = (key: KeyObject): Buffer => Buffer.from(key.export({ format: "jwk" }).x!, "base64url");

export interface Secrets {
  send: Buffer;
  receive: Buffer;
  /** What each side signs to prove its key, and that nobody stands between. */
  challenge: Buffer;
}

/** One side of CometBFT's handshake (p2p/conn/secret_connection.go): ephemeral keys first, then signatures. */
export class Handshake {
  private readonly ephemeral = generateKeyPairSync("x25519");
  private readonly identity = generateKeyPairSync("ed25519");

  /** The first message: the ephemeral key, in the clear. */
  hello(): Buffer {
    const value = new BinaryWriter().uint32(0x0a).bytes(bytesOf(this.ephemeral.publicKey)).finish();
    return encodeFrame(value);
  }

  /** @throws SECRET_CONNECTION */
  agree(helloOfOther: Buffer): Secrets {
    const other = readBytes(helloOfOther.subarray(1), 1, 32, "its first message is no ephemeral key");
    const own = bytesOf(this.ephemeral.publicKey);
    const isLower = Buffer.compare(own, other) < 0;
    const [lower, upper] = isLower ? [own, other] : [other, own];
    const shared = this.sharedSecret(other);
    const transcript = new Transcript("TENDERMINT_SECRET_CONNECTION_TRANSCRIPT_HASH");
    transcript.append("EPHEMERAL_LOWER_PUBLIC_KEY", lower);
    transcript.append("EPHEMERAL_UPPER_PUBLIC_KEY", upper);
    transcript.append("DH_SECRET", shared);
    const info = "TENDERMINT_SECRET_CONNECTION_KEY_AND_CHALLENGE_GEN";
    const keys = Buffer.from(hkdfSync("sha256", shared, Buffer.alloc(0), info, 96));
    const [first, second] = [keys.subarray(0, 32), keys.subarray(32, 64)];
    return {
      receive: isLower ? first : second,
      send: isLower ? second : first,
      challenge: transcript.challenge("SECRET_CONNECTION_MAC", 32),
    };
  }

  /** The first sealed message: own key and signature. */
  proof(challenge: Buffer): Buffer {
    const key = new BinaryWriter().uint32(0x0a).bytes(bytesOf(this.identity.publicKey)).finish();
    const signature = sign(null, challenge, this.identity.privateKey);
    return encodeFrame(new BinaryWriter().uint32(0x0a).bytes(key).uint32(0x12).bytes(signature).finish());
  }

  private sharedSecret(other: Buffer): Buffer {
    try {
      return diffieHellman({
        privateKey: this.ephemeral.privateKey,
        publicKey: publicKeyOf("X25519", other),
      });
    } catch (cause) {
      throw new SecretConnectionError("its ephemeral key cannot be used", cause);
    }
  }
}

/** @throws SECRET_CONNECTION when the other side cannot prove the key it names */
export function checkProof(proof: Buffer, challenge: Buffer): void {
  const fault = "its proof of identity is no key and signature";
  const key = readBytes(readBytes(proof, 1, undefined, fault), 1, 32, fault);
  const signature = readBytes(proof, 2, 64, fault);
  if (!verify(null, challenge, publicKeyOf("Ed25519", key), signature)) {
    throw new SecretConnectionError("its signature is not by its own key");
  }
}

function readBytes(message: Buffer, field: number, length: number | undefined, fault: string): Buffer {
  try {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === (field << 3) + 2) {
        const found = Buffer.from(reader.bytes());
        if (length === undefined || found.length === length) return found;
        break;
      }
      reader.skipType(tag & 7);
    }
  } catch (cause) {
    throw new SecretConnectionError(fault, cause);
  }
  throw new SecretConnectionError(fault);
}
