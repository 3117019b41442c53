import { parseCidr } from "../vocab/cidr";
import { parseCidr6 } from "../vocab/cidr6";
import type { Fault } from "./fault";
import type { NetworkDescription } from "./schema";

// The largest ranges that one operator has: a /8 of old, and the largest block that registries give to one provider.
const shortestPrefix = { v4: 8, v6: 20 };

/** Addresses of IPv4 that an allow-list must stay below: many ranges together may be the internet too. */
const tooManyAddresses = 2 ** 30;

/** SSH is open to operators, never to the world. */
export function checkAccess({ access }: Partial<NetworkDescription>): Fault[] {
  const ranges = access?.sshFrom ?? [];
  const faults = ranges.flatMap((text, i): Fault[] => {
    const isOpen =
      (parseCidr(text)?.prefixLength ?? shortestPrefix.v4) < shortestPrefix.v4 ||
      (parseCidr6(text)?.prefixLength ?? shortestPrefix.v6) < shortestPrefix.v6;
    return isOpen ? [{ path: `access.sshFrom[${i}]`, rule: "opens SSH to the internet", got: text }] : [];
  });
  const sum = ranges.reduce((total, text) => total + (parseCidr(text)?.size ?? 0), 0);
  if (faults.length === 0 && sum >= tooManyAddresses) {
    faults.push({ path: "access.sshFrom", rule: `opens SSH to the internet: ${sum} addresses together` });
  }
  return faults;
}
