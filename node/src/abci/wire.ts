/** Milliseconds of a protobuf timestamp; the year-1 zero time of Go gives a large negative number. */
export function timestampMs(time: { seconds: bigint; nanos: number }): number {
  return Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6);
}

/** A CometBFT address as genesis spells it. */
export function addressOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** Bytes of 0x-hex. */
export function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex.slice(2), "hex");
}
