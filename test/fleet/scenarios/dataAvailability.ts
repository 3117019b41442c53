import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

const blocksPerBlob = 64;

/** Every 64 finalized blocks are on DA, whatever befell the network before. */
export function blocksReachDa(fleet: Fleet): void {
  const statuses = () => Promise.all(fleet.validators.map((host) => fleet.statusOf(host)));

  test("every node has found each whole range of 64 blocks on the devnet", async () => {
    const first = Math.max(...(await statuses()).map((status) => status?.evmHeight ?? 0));
    const due = Math.max(1, Math.floor(first / blocksPerBlob)) * blocksPerBlob;
    const confirmed = await waitFor(`block ${due} on DA, for every node`, 300_000, async () => {
      const found = (await statuses()).map((status) => status?.da?.confirmedTo ?? 0);
      return found.every((to) => to >= due) && found;
    });
    for (const to of confirmed) expect(to % blocksPerBlob).toBe(0);
    expect((await statuses()).flatMap((status) => status?.degraded ?? ["no answer"])).toEqual([]);
  });
}
