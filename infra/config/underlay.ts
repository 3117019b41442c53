import { type Cidr, cidrContains, formatIpv4, parseCidr } from "../vocab/cidr";
import type { Fault } from "./fault";
import type { NetworkDescription } from "./schema";

interface PrivateRange {
  range: Cidr;
  /** Prefix at which ranges begin to lie beside each other, and how many of them one steps over. */
  stepPrefix: number;
  steps: number;
}

const privateRanges: PrivateRange[] = [
  { range: parseCidr("10.0.0.0/8")!, stepPrefix: 16, steps: 100 },
  { range: parseCidr("172.16.0.0/12")!, stepPrefix: 16, steps: 8 },
  { range: parseCidr("192.168.0.0/16")!, stepPrefix: 24, steps: 100 },
];

const rangeOf = (cidr: Cidr) =>
  privateRanges.find(
    ({ range }) => cidrContains(range, cidr.base) && range.prefixLength <= cidr.prefixLength,
  );

/**
 * The range below the mesh that follows from a docker network's private one, so that two networks side by side never
 * meet: 10.77.0.0/24 stands on 10.177.0.0/24. Undefined where the private range is too large for a neighbour.
 */
export function deriveUnderlayCidr(privateCidr: string): string | undefined {
  const cidr = parseCidr(privateCidr);
  const found = cidr && rangeOf(cidr);
  if (!found || cidr.prefixLength < found.stepPrefix) return undefined;
  const step = 2 ** (32 - found.stepPrefix) * found.steps;
  const { range } = found;
  return `${formatIpv4(range.base + ((cidr.base - range.base + step) % range.size))}/${cidr.prefixLength}`;
}

/** The range below the mesh is for docker networks, private, as large as the mesh's, and apart from it. */
export function checkUnderlay(
  { cidr: privateText, underlayCidr: given }: NetworkDescription["privateNetwork"],
  { isDocker, isCloud }: { isDocker: boolean; isCloud: boolean },
): Fault[] {
  const path = "privateNetwork.underlayCidr";
  if (given !== undefined && isCloud && !isDocker) return [{ path, rule: "is for docker hosts only" }];
  const wanted = parseCidr(privateText)!;
  if (given === undefined) {
    const isNeeded = isDocker && rangeOf(wanted) && deriveUnderlayCidr(privateText) === undefined;
    return isNeeded ? [{ path, rule: `must be given: none follows from ${privateText}` }] : [];
  }
  const underlay = parseCidr(given)!;
  if (!rangeOf(underlay)) {
    return [{ path, rule: "must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16", got: given }];
  }
  if (underlay.size !== wanted.size)
    return [{ path, rule: `must be as large as ${privateText}`, got: given }];
  return underlay.base === wanted.base
    ? [{ path, rule: `must not be ${privateText} itself`, got: given }]
    : [];
}
