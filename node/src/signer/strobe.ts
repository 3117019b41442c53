import { keccakP } from "@noble/hashes/sha3";

const rateBytes = 166;
const flags = { inbound: 1, application: 2, cipher: 4, meta: 16, key: 32 };

/** The part of STROBE-128 that Merlin transcripts use (strobe.sourceforge.io/specs, version 1.0.2). */
export class Strobe {
  private readonly state = new Uint8Array(200);
  private readonly words = new Uint32Array(this.state.buffer);
  private position = 0;
  private operationStart = 0;

  constructor(label: string) {
    this.state.set([1, rateBytes + 2, 1, 0, 1, 96]);
    this.state.set(Buffer.from("STROBEv1.0.2"), 6);
    keccakP(this.words);
    this.metaAd(Buffer.from(label));
  }

  metaAd(data: Uint8Array): void {
    this.begin(flags.meta | flags.application);
    this.absorb(data);
  }

  /** More of the operation before. */
  more(data: Uint8Array): void {
    this.absorb(data);
  }

  ad(data: Uint8Array): void {
    this.begin(flags.application);
    this.absorb(data);
  }

  prf(length: number): Buffer {
    this.begin(flags.inbound | flags.application | flags.cipher);
    const out = Buffer.alloc(length);
    for (let i = 0; i < length; i++) {
      out[i] = this.state[this.position]!;
      this.state[this.position] = 0;
      this.advance();
    }
    return out;
  }

  private begin(operation: number): void {
    const start = this.operationStart;
    this.operationStart = this.position + 1;
    this.absorb([start, operation]);
    if ((operation & (flags.cipher | flags.key)) !== 0 && this.position !== 0) this.permute();
  }

  private absorb(data: Iterable<number>): void {
    for (const byte of data) {
      this.state[this.position]! ^= byte;
      this.advance();
    }
  }

  private advance(): void {
    this.position += 1;
    if (this.position === rateBytes) this.permute();
  }

  private permute(): void {
    this.state[this.position]! ^= this.operationStart;
    this.state[this.position + 1]! ^= 0x04;
    this.state[rateBytes + 1]! ^= 0x80;
    keccakP(this.words);
    this.position = 0;
    this.operationStart = 0;
  }
}
