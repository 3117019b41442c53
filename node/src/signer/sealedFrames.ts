import { createCipheriv, createDecipheriv } from "node:crypto";
import { SecretConnectionError } from "./secretConnectionError";

const dataBytes = 1024;
const plainBytes = 4 + dataBytes;
const tagBytes = 16;
const sealedBytes = plainBytes + tagBytes;
const cipher = "chacha20-poly1305";

/** Counts up in the last eight bytes, little-endian. */
class Nonce {
  private count = 0n;

  next(): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64LE(this.count++, 4);
    return nonce;
  }
}

/** Seals bytes into frames of one size. */
export class FrameSealer {
  private readonly nonce = new Nonce();

  constructor(private readonly key: Uint8Array) {}

  seal(bytes: Uint8Array): Buffer {
    const frames: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += dataBytes) {
      const part = bytes.subarray(at, at + dataBytes);
      const plain = Buffer.alloc(plainBytes);
      plain.writeUInt32LE(part.length);
      plain.set(part, 4);
      const sealing = createCipheriv(cipher, this.key, this.nonce.next(), { authTagLength: tagBytes });
      frames.push(sealing.update(plain), sealing.final(), sealing.getAuthTag());
    }
    return Buffer.concat(frames);
  }
}

/** Opens a stream of such frames, however its chunks fall. */
export class FrameOpener {
  private readonly nonce = new Nonce();
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly key: Uint8Array) {}

  /** @throws SECRET_CONNECTION */
  open(chunk: Buffer): Buffer {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const parts: Buffer[] = [];
    for (; bytes.length >= sealedBytes; bytes = bytes.subarray(sealedBytes)) {
      parts.push(this.openOne(bytes.subarray(0, sealedBytes)));
    }
    this.rest = bytes;
    return Buffer.concat(parts);
  }

  private openOne(frame: Buffer): Buffer {
    const opening = createDecipheriv(cipher, this.key, this.nonce.next(), { authTagLength: tagBytes });
    opening.setAuthTag(frame.subarray(plainBytes));
    let plain: Buffer;
    try {
      plain = Buffer.concat([opening.update(frame.subarray(0, plainBytes)), opening.final()]);
    } catch (cause) {
      throw new SecretConnectionError("a frame is not what the other side sealed", cause);
    }
    const length = plain.readUInt32LE();
    if (length > dataBytes) throw new SecretConnectionError(`a frame tells ${length} bytes`);
    return plain.subarray(4, 4 + length);
  }
}
