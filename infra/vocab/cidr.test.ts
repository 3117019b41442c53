import fc from "fast-check";
import { cidrContains, formatIpv4, parseCidr, parseIpv4 } from "./cidr";

describe("parseIpv4", () => {
  test("reads what formatIpv4 writes", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (address) => expect(parseIpv4(formatIpv4(address))).toBe(address)),
    );
  });

  test.each(["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.x", "::1"])("refuses %p", (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  });
});

describe("parseCidr", () => {
  test("knows its size and its members", () => {
    const cidr = parseCidr("10.77.0.0/24")!;
    expect(cidr.size).toBe(256);
    expect(cidrContains(cidr, parseIpv4("10.77.0.255")!)).toBe(true);
    expect(cidrContains(cidr, parseIpv4("10.77.1.0")!)).toBe(false);
  });

  test.each(["10.77.0.1/24", "10.77.0.0/33", "10.77.0.0/", "10.77.0.0/24/1", "0.0.0.0/x"])(
    "refuses %p",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});
