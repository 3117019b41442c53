import type { LeaseStatus } from "../http/statusDocument";
import { FakeClock } from "../testing/fakeClock";
import { leaveLease } from "./leaveLease";

// A chain of two-second blocks on which this host holds the first lease, from height 10 on.
function chainOf({ heardFrom = 1, isHolder = true } = {}) {
  const clock = new FakeClock();
  const startMs = clock.monotonicMs();
  const asked: number[] = [];
  const height = () => 10 + Math.floor((clock.monotonicMs() - startMs) / 2000);
  const switchAt = () => asked[heardFrom - 1] ?? Number.POSITIVE_INFINITY;
  return {
    clock,
    asked,
    order: async () => {
      asked.push(height() + 3);
      return { at: height() + 3 };
    },
    status: async () => {
      const isOver = height() + 1 >= switchAt();
      const lease = {
        epoch: isOver ? 2 : 1,
        isHolder: isHolder && !isOver,
        startHeight: isOver ? switchAt() : 1,
      };
      return { height: height(), lease: lease as LeaseStatus };
    },
  };
}

describe("leaveLease", () => {
  test("returns when another has the lease", async () => {
    const chain = chainOf();
    expect(await leaveLease(20_000, chain)).toEqual({ wasHeld: true, at: 13 });
    expect((await chain.status()).lease.isHolder).toBe(false);
    expect(chain.asked).toEqual([13]);
  });

  test("asks again for a wish that missed its height", async () => {
    const chain = chainOf({ heardFrom: 2 });
    expect(await leaveLease(20_000, chain)).toEqual({ wasHeld: true, at: 16 });
    expect(chain.asked).toEqual([13, 16]);
  });

  test("asks nothing of a host that does not hold it", async () => {
    const chain = chainOf({ isHolder: false });
    expect(await leaveLease(20_000, chain)).toEqual({ wasHeld: false });
    expect(chain.asked).toEqual([]);
  });

  test("has nothing to leave when the lease ends of itself before the order is given", async () => {
    const chain = chainOf();
    const order = async () => {
      chain.asked.push(11);
      throw new Error("No hand-over: the holder is another.");
    };
    expect(await leaveLease(20_000, { ...chain, order })).toEqual({ wasHeld: false });
    expect(chain.asked).toEqual([11]);
  });

  test("hands on what the node refuses while it holds the lease", async () => {
    const order = () => Promise.reject(new Error("No hand-over: the chain has not begun."));
    await expect(leaveLease(20_000, { ...chainOf(), order })).rejects.toThrow("the chain has not begun");
  });

  test("says after the time that it has not come", async () => {
    const chain = chainOf({ heardFrom: 99 });
    await expect(leaveLease(8_000, chain)).rejects.toMatchObject({
      code: "ORDER",
      message: expect.stringContaining("The hand-over of height 16 has not come within 8 s."),
    });
  });
});
