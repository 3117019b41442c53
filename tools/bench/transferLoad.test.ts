import { summarize } from "./transferLoad";

describe("summarize", () => {
  test("counts what came into blocks, over the time between the first and the last of them", () => {
    const sent = [
      { atMs: 0, seenMs: 1_000 },
      { atMs: 100, seenMs: 3_000 },
      { atMs: 200, seenMs: 3_000 },
      { atMs: 300 },
    ];
    const blocks = [
      { atMs: 500, transfers: 0 },
      { atMs: 1_000, transfers: 1 },
      { atMs: 3_000, transfers: 2 },
      { atMs: 5_000, transfers: 0 },
    ];
    expect(summarize(sent, blocks)).toEqual({ sent: 4, included: 3, p99Seconds: 2.9, perSecond: 1 });
  });

  test("has no speed where one block took everything", () => {
    expect(summarize([{ atMs: 0, seenMs: 500 }], [{ atMs: 500, transfers: 1 }]).perSecond).toBe(0);
  });
});
