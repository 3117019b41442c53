import fc from "fast-check";
import { exampleCloud, parseExample, refusal, refusalOf } from "../../test/unit/exampleNetwork";

const openTo = (...sshFrom: string[]) => ({ ...exampleCloud(), access: { sshFrom } });

describe("checkAccess", () => {
  test("takes ranges of both families", () => {
    const ranges = ["203.0.113.0/24", "2001:db8:7::/48", "198.51.100.7/32"];
    expect(parseExample(openTo(...ranges)).access?.sshFrom).toEqual(ranges);
  });

  test("refuses the whole world, whole or in pieces, in both families", () => {
    expect(refusalOf(openTo("::/0"))).toBe(
      refusal('access.sshFrom[0]: opens SSH to the internet (got "::/0")'),
    );
    expect(refusalOf(openTo("203.0.113.0/24", "0.0.0.0/1", "2000::/3"))).toBe(
      refusal(
        'access.sshFrom[1]: opens SSH to the internet (got "0.0.0.0/1")',
        'access.sshFrom[2]: opens SSH to the internet (got "2000::/3")',
      ),
    );
    const eighths = Array.from({ length: 64 }, (_, i) => `${i}.0.0.0/8`);
    expect(refusalOf(openTo(...eighths))).toBe(
      refusal("access.sshFrom: opens SSH to the internet: 1073741824 addresses together"),
    );
  });

  test("refuses every prefix that is too short, and none that is long enough", () => {
    fc.assert(
      fc.property(fc.nat(32), fc.nat(128), (v4, v6) => {
        const isRefused = refusalOf(openTo(`0.0.0.0/${v4}`, `::/${v6}`)) !== "";
        expect(isRefused).toBe(v4 < 8 || v6 < 20);
      }),
    );
  });

  test("refuses what is no range", () => {
    expect(refusalOf(openTo("2001:db8::1/32"))).toMatch(
      /access\.sshFrom\[0\]: must be a range such as 203\.0\.113\.0\/24 or 2001:db8::\/48/,
    );
  });
});
