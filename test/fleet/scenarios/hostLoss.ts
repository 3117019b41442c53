import { docker } from "../../stack/docker";
import { sleep } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

/** One host of four may be lost; with two lost, blocks stop and nothing is forked. */
export function hostsMayBeLost(fleet: Fleet): void {
  test("goes on with one host killed, and the next up brings it back to head", async () => {
    const lost = "local-sequencer-2";
    await docker("kill", "--signal", "KILL", await fleet.containerOf(lost));
    await fleet.waitForBlocks(5, 60_000);
    expect(await fleet.statusOf(lost)).toBeUndefined();

    await fleet.deploy();
    await fleet.waitForLevel(lost, 90_000);
    expect((await fleet.statusOf(lost))?.ready).toBe(true);
  });

  test("stops with two hosts down, says so, and comes back when one returns", async () => {
    const lost = ["local-sequencer-1", "local-witness-1"];
    for (const host of lost) await docker("stop", "--time", "60", await fleet.containerOf(host));
    await sleep(5_000);
    const stopped = await fleet.headHeight();
    await sleep(25_000);
    expect(await fleet.headHeight()).toBe(stopped);
    expect((await fleet.statusOf("local-sequencer-3"))?.healthy).toBe(false);

    await docker("start", await fleet.containerOf("local-witness-1"));
    await fleet.waitForBlocks(3, 120_000);
    await docker("start", await fleet.containerOf("local-sequencer-1"));
    await fleet.waitForLevel("local-sequencer-1", 120_000);
  });
}
