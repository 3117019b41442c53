import { agreeOn, rankHeights } from "./peerFacts";

const peer = (name: string) => ({ name, statusUrl: `http://${name}:9001/status` });
const told = (...hashes: (string | undefined)[]) =>
  hashes.map((hash, at) => ({ peer: peer(`p${at + 1}`), hash }));

describe("rankHeights", () => {
  const facts = (...each: number[][]) =>
    each.map((snapshotHeights, at) => ({ peer: peer(`p${at + 1}`), height: 1000, snapshotHeights }));

  test("asks first about what most peers have, then about the newest", () => {
    expect(rankHeights(facts([1000, 500], [1000, 500], [500]))).toEqual([500, 1000]);
    expect(rankHeights(facts([1000, 500], [1000, 500]))).toEqual([1000, 500]);
  });

  test("is not led astray by one who names many that nobody else has", () => {
    const made = Array.from({ length: 16 }, (_, at) => 9_000_000 - at);
    expect(rankHeights(facts([500], [500], made))[0]).toBe(500);
  });
});

describe("agreeOn", () => {
  test("trusts what more than half of the peers tell, and asks those", () => {
    expect(agreeOn(500, told("AA", "AA", undefined), 3)).toEqual({
      height: 500,
      hash: "AA",
      rpcUrls: ["http://p1:9001/consensus", "http://p2:9001/consensus"],
    });
  });

  test("trusts nothing when one of them tells another hash", () => {
    expect(agreeOn(500, told("AA", "AA", "BB"), 3)).toBeUndefined();
    expect(agreeOn(500, told("AA", "AA", "AA", "AA", "AA", "BB"), 6)).toBeUndefined();
  });

  test("trusts no minority, and no single one of two", () => {
    expect(agreeOn(500, told("AA", undefined, undefined), 3)).toBeUndefined();
    expect(agreeOn(500, told("AA", "AA", undefined, undefined), 4)).toBeUndefined();
    expect(agreeOn(500, told("AA", undefined), 2)).toBeUndefined();
  });

  test("asks the only peer of a network of two for both addresses that CometBFT wants", () => {
    expect(agreeOn(500, told("AA"), 1)?.rpcUrls).toEqual([
      "http://p1:9001/consensus",
      "http://p1:9001/consensus",
    ]);
  });
});
