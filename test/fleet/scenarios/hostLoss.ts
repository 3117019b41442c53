import { docker } from "../../stack/docker";
import { sleep, waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

/** What Prometheus says of a chain that makes no block: inactive, pending or firing. */
async function stallAlert({ outputs }: Fleet): Promise<string | undefined> {
  const answer = await fetch(`${outputs.endpoints.prometheus}/api/v1/rules?rule_name[]=ChainStalled`);
  const { data } = (await answer.json()) as { data: { groups: { rules: { state: string }[] }[] } };
  return data.groups[0]?.rules[0]?.state;
}

/** One host of four may be lost; with two lost, blocks stop and nothing is forked. */
export function hostsMayBeLost(fleet: Fleet): void {
  test("A03 goes on with one host killed, and the next up brings it back to head", async () => {
    const lost = "local-sequencer-2";
    await docker("kill", "--signal", "KILL", await fleet.containerOf(lost));
    await fleet.waitForBlocks(5, 60_000);
    expect(await fleet.statusOf(lost)).toBeUndefined();

    await fleet.deploy();
    await fleet.waitForLevel(lost, 90_000);
    expect((await fleet.statusOf(lost))?.ready).toBe(true);
  });

  test("A03 A20 stops with two hosts down, raises the alert, and comes back when one returns", async () => {
    const lost = ["local-sequencer-1", "local-witness-1"];
    for (const host of lost) await docker("stop", "--time", "60", await fleet.containerOf(host));
    await sleep(5_000);
    const stopped = await fleet.headHeight();
    await waitFor("the alert", 120_000, async () => (await stallAlert(fleet)) === "firing");
    expect(await fleet.headHeight()).toBe(stopped);
    expect((await fleet.statusOf("local-sequencer-3"))?.healthy).toBe(false);

    await docker("start", await fleet.containerOf("local-witness-1"));
    await fleet.waitForBlocks(3, 120_000);
    await waitFor("the end of the alert", 90_000, async () => (await stallAlert(fleet)) === "inactive");
    await docker("start", await fleet.containerOf("local-sequencer-1"));
    await fleet.waitForLevel("local-sequencer-1", 120_000);
  });
}
