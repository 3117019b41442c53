import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { intervalsSeconds, mean, parseTimeMs, quantile, readCommitTimes } from "./blockTimes";

describe("parseTimeMs", () => {
  test("keeps fractions below a millisecond", () => {
    expect(parseTimeMs("2026-01-01T00:00:02.0005Z") - parseTimeMs("2026-01-01T00:00:00Z")).toBeCloseTo(
      2000.5,
      3,
    );
    expect(parseTimeMs("2026-01-01T00:00:00.123456789Z") % 1000).toBeCloseTo(123.456789, 2);
  });
});

describe("readCommitTimes", () => {
  const asked: string[] = [];
  const session = {
    run: async (_command: string, { input }: { input: string }) => {
      const [, path, from, to] = /'(\/blockchain\?minHeight=(\d+)&maxHeight=(\d+))'/.exec(input)!;
      asked.push(path!);
      const metas = [];
      for (let height = Number(to); height >= Number(from); height--) {
        metas.push({ header: { height: String(height), time: new Date(height * 2000).toISOString() } });
      }
      const body = JSON.stringify({ result: { block_metas: metas } });
      return {
        code: 0,
        stdout: `HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${body}`,
        stderr: "",
      };
    },
  } as unknown as HostSession;

  test("takes the commit time of a block from the next header, twenty at a time", async () => {
    const times = await readCommitTimes(session, 1, 45);
    expect(times).toEqual(Array.from({ length: 45 }, (_, index) => (index + 2) * 2000));
    expect(asked).toEqual([
      "/blockchain?minHeight=2&maxHeight=21",
      "/blockchain?minHeight=22&maxHeight=41",
      "/blockchain?minHeight=42&maxHeight=46",
    ]);
  });
});

describe("figures", () => {
  test("intervals are differences in seconds", () => {
    expect(intervalsSeconds([1000, 3000, 5500])).toEqual([2, 2.5]);
  });
  test("the 99th percentile of 100 values leaves one value above it", () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile([5], 0.99)).toBe(5);
    expect(mean([1, 2, 6])).toBe(3);
  });
});
