import fc from "fast-check";
import {
  exampleCloud,
  exampleDocker,
  parseExample,
  refusal,
  refusalOf,
} from "../../test/unit/exampleNetwork";
import { formatIpv4, parseCidr } from "../vocab/cidr";
import { deriveUnderlayCidr } from "./underlay";

const docker = (privateNetwork: object) => ({ ...exampleDocker(), privateNetwork });

describe("deriveUnderlayCidr", () => {
  test.each([
    ["10.77.0.0/24", "10.177.0.0/24"],
    ["10.200.3.0/24", "10.44.3.0/24"],
    ["172.20.0.0/16", "172.28.0.0/16"],
    ["192.168.7.0/24", "192.168.107.0/24"],
  ])("puts %s on %s", (privateCidr, underlayCidr) => {
    expect(deriveUnderlayCidr(privateCidr)).toBe(underlayCidr);
  });

  test("knows none for a range without a neighbour", () => {
    expect(deriveUnderlayCidr("10.0.0.0/8")).toBeUndefined();
    expect(deriveUnderlayCidr("192.168.0.0/16")).toBeUndefined();
  });

  test("gives networks that lie apart underlays that lie apart, of the same size", () => {
    const second = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(second, second, fc.integer({ min: 16, max: 28 }), (a, b, length) => {
        const [one, two] = [a, b].map((each) => {
          const base = formatIpv4(10 * 2 ** 24 + each * 2 ** 16);
          return parseCidr(deriveUnderlayCidr(`${base}/${length}`)!)!;
        });
        expect(one!.prefixLength).toBe(length);
        expect(one!.base === two!.base).toBe(a === b);
      }),
    );
  });
});

describe("checkUnderlay", () => {
  test("takes one that is given", () => {
    const given = { cidr: "10.0.0.0/8", underlayCidr: "10.0.0.0/8" };
    expect(refusalOf(docker(given))).toBe(
      refusal('privateNetwork.underlayCidr: must not be 10.0.0.0/8 itself (got "10.0.0.0/8")'),
    );
    const apart = { cidr: "10.90.0.0/24", underlayCidr: "172.30.5.0/24" };
    expect(parseExample(docker(apart)).privateNetwork).toEqual(apart);
  });

  test("refuses none where none follows, another size, a public range, and one for cloud hosts", () => {
    expect(refusalOf(docker({ cidr: "192.168.0.0/16" }))).toBe(
      refusal("privateNetwork.underlayCidr: must be given: none follows from 192.168.0.0/16"),
    );
    expect(refusalOf(docker({ cidr: "10.90.0.0/24", underlayCidr: "10.91.0.0/25" }))).toBe(
      refusal('privateNetwork.underlayCidr: must be as large as 10.90.0.0/24 (got "10.91.0.0/25")'),
    );
    expect(refusalOf(docker({ cidr: "10.90.0.0/24", underlayCidr: "198.51.100.0/24" }))).toBe(
      refusal(
        'privateNetwork.underlayCidr: must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (got "198.51.100.0/24")',
      ),
    );
    const privateNetwork = { cidr: "10.90.0.0/24", underlayCidr: "10.91.0.0/24" };
    expect(refusalOf({ ...exampleCloud(), privateNetwork })).toBe(
      refusal("privateNetwork.underlayCidr: is for docker hosts only"),
    );
  });
});
