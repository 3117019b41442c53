export type RlpItem = Uint8Array | readonly RlpItem[];

/** Recursive length prefix: how Ethereum writes transactions. */
export function encodeRlp(item: RlpItem): Buffer {
  if (!(item instanceof Uint8Array)) {
    const body = Buffer.concat(item.map(encodeRlp));
    return Buffer.concat([prefix(body.length, 0xc0), body]);
  }
  if (item.length === 1 && item[0]! < 0x80) return Buffer.from(item);
  return Buffer.concat([prefix(item.length, 0x80), item]);
}

/** Big-endian without leading zeros; zero is no bytes at all. */
export function encodeNumber(value: bigint): Buffer {
  const hex = value === 0n ? "" : value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function prefix(length: number, offset: number): Buffer {
  if (length < 56) return Buffer.from([offset + length]);
  const bytes = encodeNumber(BigInt(length));
  return Buffer.from([offset + 55 + bytes.length, ...bytes]);
}
