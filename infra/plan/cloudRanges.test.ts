import fc from "fast-check";
import { providerCatalogues } from "../config/regions";
import { type Cidr, formatIpv4, parseCidr } from "../vocab/cidr";
import { areaOfRegion, planCloudRanges } from "./cloudRanges";

const end = ({ base, size }: Cidr) => base + size;
const meet = (a: string, b: string) => {
  const [left, right] = [parseCidr(a)!, parseCidr(b)!];
  return left.base < end(right) && right.base < end(left);
};

describe("planCloudRanges", () => {
  test("lies apart from every mesh, and its subnets inside its networks", () => {
    const mesh = fc.tuple(fc.integer({ min: 16, max: 24 }), fc.nat(0xffff)).map(([length, seed]) => {
      const size = 2 ** (32 - length);
      const base = 10 * 2 ** 24 + Math.floor((seed * 256) / size) * size;
      return `${formatIpv4(base)}/${length}`;
    });
    fc.assert(
      fc.property(mesh, (privateCidr) => {
        const { hetzner, aws } = planCloudRanges(privateCidr);
        expect(meet(hetzner.network, privateCidr)).toBe(false);
        expect(meet(aws.network, privateCidr)).toBe(false);
        for (const subnet of Object.values(hetzner.subnets)) expect(meet(subnet, hetzner.network)).toBe(true);
        expect(meet(aws.subnet, aws.network)).toBe(true);
      }),
    );
  });

  test("has a subnet for every region that Hetzner sells", () => {
    const { subnets } = planCloudRanges("10.80.0.0/16").hetzner;
    for (const region of providerCatalogues.hetzner.regions)
      expect(parseCidr(subnets[areaOfRegion[region]!]!)).toBeDefined();
  });

  test("is the same for every network that does not lie there: a range cannot be changed later", () => {
    expect(planCloudRanges("10.80.0.0/16")).toEqual(planCloudRanges("10.81.0.0/24"));
    expect(planCloudRanges("10.193.0.0/16").aws.network).toBe("10.209.0.0/16");
  });
});
