import { networkNowMs, offsetOf, ownSkewMs } from "./clockSkew";

describe("offsetOf", () => {
  test("takes the middle of question and answer for the time of the peer's clock", () => {
    const at = { sentMs: 1_000, receivedMs: 1_200, peerTime: "1970-01-01T00:00:01.600Z" };
    expect(offsetOf(at)).toBe(500);
  });

  test("knows nothing of a peer that tells no time", () => {
    expect(offsetOf({ sentMs: 1, receivedMs: 2, peerTime: undefined })).toBeUndefined();
  });
});

describe("ownSkewMs", () => {
  const skewOf = (...offsets: (number | undefined)[]) =>
    ownSkewMs(offsets.map((clockOffsetMs) => ({ clockOffsetMs })));

  test("says that the own clock is ahead when most peers' are behind", () => {
    expect(skewOf(-3000, -2900, -3100, undefined)).toBe(3000);
  });

  test("accuses nobody for one peer's wrong clock", () => {
    expect(skewOf(-60_000, 5, 10)).toBe(-5);
    expect(skewOf(-60_000, 5)).toBe(-5);
  });

  test("is unknown where no peer tells its time", () => {
    expect(skewOf()).toBeUndefined();
    expect(skewOf(undefined)).toBeUndefined();
  });
});

describe("networkNowMs", () => {
  test("is the own clock while it is right, or nobody tells otherwise", () => {
    expect(networkNowMs(10_000, undefined)).toBe(10_000);
    expect(networkNowMs(10_000, 500)).toBe(10_000);
    expect(networkNowMs(10_000, -500)).toBe(10_000);
  });

  test("is the peers' when most of them say that the own one is ahead or behind", () => {
    expect(networkNowMs(10_000, 4_000)).toBe(6_000);
    expect(networkNowMs(10_000, -4_000)).toBe(14_000);
  });
});
