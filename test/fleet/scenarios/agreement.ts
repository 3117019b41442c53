import type { Fleet } from "../fleet";

/** Identical block hash and state root on all four, over 50 blocks (row A02). */
export function validatorsAgree(fleet: Fleet): void {
  test("have the same block hash and state root on all four validators over 50 blocks", async () => {
    const last = await fleet.waitForBlocks(50, 150_000);
    for (let height = last - 50; height < last; height += 1) {
      const answers = await Promise.all(fleet.validators.map((host) => fleet.statusOf(host, height)));
      const facts = answers.map((answer) => `${answer?.at?.evmHash} ${answer?.at?.stateRoot}`);
      expect(facts[0]).toMatch(/^0x[0-9a-f]{64} 0x[0-9a-f]{64}$/);
      expect(new Set(facts).size).toBe(1);
    }
  });
}
