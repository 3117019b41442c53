import { reservedAddressCount } from "../config/hostRules";
import { formatIpv4, parseCidr, parseIpv4 } from "../vocab/cidr";

/** Gateway of a docker network: the operator's machine, seen from a host. */
export function planGatewayAddress(underlayCidr: string): string {
  return formatIpv4(parseCidr(underlayCidr)!.base + 1);
}

/** A host's address below the mesh: as far into its range as the host's own address is into the mesh's. */
export function planUnderlayAddress(
  privateAddress: string,
  { privateCidr, underlayCidr }: { privateCidr: string; underlayCidr: string },
): string {
  const offset = parseIpv4(privateAddress)! - parseCidr(privateCidr)!.base;
  return formatIpv4(parseCidr(underlayCidr)!.base + offset);
}

/**
 * Gives each host an address that follows from its name, so that a new host moves no other.
 * Only where two names meet on one address does the later name take the next free one.
 */
export function planAddresses(
  hosts: readonly { name: string; privateAddress?: string | undefined }[],
  privateCidr: string,
): Map<string, string> {
  const cidr = parseCidr(privateCidr)!;
  const first = cidr.base + reservedAddressCount + 1;
  const room = cidr.size - reservedAddressCount - 2;
  const given = hosts.filter((host) => host.privateAddress !== undefined);
  const taken = new Set(given.map((host) => parseIpv4(host.privateAddress!)!));
  const addresses = new Map(given.map((host) => [host.name, host.privateAddress!]));
  for (const { name, privateAddress } of hosts) {
    if (privateAddress !== undefined) continue;
    let offset = hashName(name) % room;
    while (taken.has(first + offset)) offset = (offset + 1) % room;
    taken.add(first + offset);
    addresses.set(name, formatIpv4(first + offset));
  }
  return addresses;
}

// FNV-1a, 32 bits.
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
