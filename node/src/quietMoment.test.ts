import { waitForQuietMoment } from "./quietMoment";
import { FakeClock } from "./testing/fakeClock";

function wait(committedAtMs: (nowMs: number) => number | undefined, isConnected = () => true) {
  const clock = new FakeClock(10_000);
  const chain = {
    get committedAtMs() {
      return committedAtMs(clock.monotonicMs());
    },
  };
  const result = waitForQuietMoment(chain, { clock, isConnected, withinMs: 3_000 });
  return result.then((isQuiet) => ({ isQuiet, tookMs: clock.monotonicMs() - 10_000 }));
}

describe("waitForQuietMoment", () => {
  test("is at once when a height was just put away", async () => {
    expect(await wait(() => 9_800)).toEqual({ isQuiet: true, tookMs: 0 });
  });

  test("waits for the next commit, and for CometBFT to put it away", async () => {
    const { isQuiet, tookMs } = await wait((nowMs) => (nowMs < 11_200 ? 9_200 : 11_200));
    expect(isQuiet).toBe(true);
    expect(tookMs).toBeGreaterThanOrEqual(1_350);
    expect(tookMs).toBeLessThan(1_400);
  });

  test("does not wait for a chain that stands still longer than it may", async () => {
    expect(await wait(() => undefined)).toEqual({ isQuiet: false, tookMs: 3_000 });
  });

  test("does not wait for a CometBFT that is gone", async () => {
    expect(
      await wait(
        () => undefined,
        () => false,
      ),
    ).toEqual({ isQuiet: false, tookMs: 0 });
  });
});
