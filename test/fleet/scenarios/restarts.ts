import { docker } from "../../stack/docker";
import { waitFor } from "../../stack/waitFor";
import type { Fleet } from "../fleet";

/** Restarts need no operator. */
export function restartsHealThemselves(fleet: Fleet): void {
  test("goes on when Docker is killed inside a host", async () => {
    const host = "local-sequencer-3";
    await fleet.onHost(host, "pkill -KILL dockerd");
    await fleet.waitForBlocks(4, 60_000);
    await fleet.waitForLevel(host, 120_000);
  });

  test("goes on when every host is restarted at once", async () => {
    const before = await fleet.headHeight();
    const containers = await Promise.all(
      Object.keys(fleet.outputs.hosts).map((host) => fleet.containerOf(host)),
    );
    await docker("restart", "--time", "5", ...containers);
    await waitFor(`blocks after ${before}`, 180_000, async () => (await fleet.headHeight()) > before + 2);
    for (const host of fleet.validators) await fleet.waitForLevel(host, 120_000);
  });

  test("loses no finalized block when every process of a validator is killed at once", async () => {
    const host = "local-witness-1";
    await fleet.onHost(
      host,
      "pkill -KILL -x geth; pkill -KILL -x cometbft; pkill -KILL -f '[c]ordillera-node.js'",
    );
    await fleet.waitForLevel(host, 120_000);
    const height = (await fleet.statusOf(host))!.height - 10;
    const [own, other] = await Promise.all([
      fleet.statusOf(host, height),
      fleet.statusOf("local-sequencer-1", height),
    ]);
    expect(own?.at?.evmHash).toBe(other?.at?.evmHash);
  });
}
