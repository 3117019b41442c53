import type { HostDescription } from "../config/schema";
import { cidrContains, parseCidr } from "../vocab/cidr";
import type { PlannedSigner } from "./plan";

/** Whose signatures a host takes, and from where its signer may connect. */
export function planSigner(
  { publicKey, from }: NonNullable<HostDescription["remoteSigner"]>,
  { addresses, privateCidr }: { addresses: ReadonlyMap<string, string>; privateCidr: string },
): PlannedSigner {
  const mesh = parseCidr(privateCidr)!;
  const isOfMesh = (range: string) => cidrContains(mesh, parseCidr(range)!.base);
  const ranges = from.map((each) => (addresses.has(each) ? `${addresses.get(each)}/32` : each));
  const sorted = [...new Set(ranges)].sort();
  return {
    publicKey,
    fromMesh: sorted.filter(isOfMesh),
    fromOutside: sorted.filter((range) => !isOfMesh(range)),
  };
}
