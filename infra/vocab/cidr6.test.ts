import { parseCidr6, parseIpv6 } from "./cidr6";

describe("parseIpv6", () => {
  test.each([
    ["::", 0n],
    ["::1", 1n],
    ["1::", 1n << 112n],
    ["2001:db8::ff", (0x20010db8n << 96n) + 255n],
    ["1:2:3:4:5:6:7:8", 0x00010002000300040005000600070008n],
  ])("reads %s", (text, address) => {
    expect(parseIpv6(text)).toBe(address);
  });

  test.each([
    "",
    ":",
    ":::",
    "1:2",
    "1::2::3",
    "g::",
    "12345::",
    "1:2:3:4:5:6:7:8::",
    "10.0.0.1",
    "fe80::1%eth0",
  ])("refuses %p", (text) => {
    expect(parseIpv6(text)).toBeUndefined();
  });
});

describe("parseCidr6", () => {
  test("reads a range by its first address", () => {
    expect(parseCidr6("2001:db8::/32")).toEqual({ base: 0x20010db8n << 96n, prefixLength: 32 });
    expect(parseCidr6("::/0")).toEqual({ base: 0n, prefixLength: 0 });
  });

  test.each([
    "2001:db8::1/32",
    "2001:db8::/129",
    "2001:db8::/",
    "2001:db8::",
    "2001:db8::/32/1",
    "10.0.0.0/8",
  ])("refuses %p", (text) => {
    expect(parseCidr6(text)).toBeUndefined();
  });
});
