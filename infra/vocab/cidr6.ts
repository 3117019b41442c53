/** An IPv6 range: the first of its addresses, and how many bits of it are fixed. */
export interface Cidr6 {
  base: bigint;
  prefixLength: number;
}

const group = /^[0-9a-f]{1,4}$/i;

/** Reads an IPv6 address without a zone; undefined when it is none. */
export function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === "" ? [] : half.split(":")));
  if (![...left!, ...(right ?? [])].every((each) => group.test(each))) return undefined;
  const absent = 8 - left!.length - (right?.length ?? 0);
  if (right ? absent < 1 : absent !== 0) return undefined;
  const groups = [...left!, ...Array<string>(absent).fill("0"), ...(right ?? [])];
  return groups.reduce((sum, each) => sum * 65_536n + BigInt(`0x${each}`), 0n);
}

/** Reads `2001:db8::/32` whose address is the first of its range; undefined for anything else. */
export function parseCidr6(text: string): Cidr6 | undefined {
  const [address, length, ...rest] = text.split("/");
  const base = parseIpv6(address ?? "");
  if (base === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length ?? "")) return undefined;
  const prefixLength = Number(length);
  if (prefixLength > 128) return undefined;
  return base % 2n ** BigInt(128 - prefixLength) === 0n ? { base, prefixLength } : undefined;
}
