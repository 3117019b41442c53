import { NodeError } from "../faults";

// CometBFT's limit is 2 GB; nothing of ours comes near this.
export const maxFrameBytes = 256 * 1024 * 1024;

/** The peer does not speak the ABCI socket protocol. */
export class FramingError extends NodeError<"FRAMING"> {
  constructor(what: string) {
    super("FRAMING", `Frame: ${what}.`);
  }
}

/** Unsigned varint length, then the message. */
export function encodeFrame(message: Uint8Array): Buffer {
  const prefix: number[] = [];
  let rest = message.length;
  while (rest > 0x7f) {
    prefix.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  prefix.push(rest);
  return Buffer.concat([Buffer.from(prefix), message]);
}

/** Cuts a byte stream into messages, however its chunks fall. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Bytes needed before another look is worth it: large frames are joined once, not once per chunk. */
  private wanted = 1;

  constructor(private readonly longestBytes = maxFrameBytes) {}

  /** @throws FRAMING */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size < this.wanted) return [];
    let buffer = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    const frames: Buffer[] = [];
    this.wanted = 1;
    for (;;) {
      const prefix = readUvarint(buffer, this.longestBytes);
      if (!prefix) {
        this.wanted = buffer.length + 1;
        break;
      }
      const end = prefix.bytes + prefix.value;
      if (buffer.length < end) {
        this.wanted = end;
        break;
      }
      frames.push(buffer.subarray(prefix.bytes, end));
      buffer = buffer.subarray(end);
    }
    this.chunks = buffer.length > 0 ? [buffer] : [];
    this.size = buffer.length;
    return frames;
  }
}

function readUvarint(buffer: Buffer, longestBytes: number): { value: number; bytes: number } | undefined {
  let value = 0;
  for (let index = 0; index < buffer.length; index++) {
    if (index === 5) throw new FramingError("length prefix is too long");
    const byte = buffer[index]!;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      if (value > longestBytes) throw new FramingError(`${value} bytes are above ${longestBytes}`);
      return { value, bytes: index + 1 };
    }
  }
  return undefined;
}
