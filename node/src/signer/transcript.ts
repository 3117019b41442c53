import { Strobe } from "./strobe";

/** A Merlin transcript: what both sides said so far, hashed. */
export class Transcript {
  private readonly strobe = new Strobe("Merlin v1.0");

  constructor(label: string) {
    this.append("dom-sep", Buffer.from(label));
  }

  append(label: string, message: Uint8Array): void {
    this.announce(label, message.length);
    this.strobe.ad(message);
  }

  challenge(label: string, length: number): Buffer {
    this.announce(label, length);
    return this.strobe.prf(length);
  }

  private announce(label: string, length: number): void {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(length);
    this.strobe.metaAd(Buffer.from(label));
    this.strobe.more(size);
  }
}
