import { regionNumber } from "../../../clouds/cloud/regions";
import type { CloudFleet } from "../cloudFleet";

/** A region may be cut off from all others, or be far away from them. */
export function regionsMayBeCutOff(fleet: CloudFleet): void {
  test("goes on while one region is cut off, and that one catches up when it is healed", async () => {
    const cut = fleet.description.hosts.find(({ roles }) => roles.includes("witness"))!;
    const region = regionNumber(cut.region)!;
    await fleet.clouds.networks.lose(region, 1);
    try {
      await fleet.waitForBlocks(5, 60_000);
    } finally {
      await fleet.clouds.networks.lose(region, 0);
    }
    await fleet.waitForLevel(cut.name, 90_000);
  });

  test("keeps a validator at the head that is 150 ms away from all others", async () => {
    const far = fleet.description.hosts.find(({ roles }) => roles.includes("witness"))!;
    const region = regionNumber(far.region)!;
    await fleet.clouds.networks.delay(region, 150);
    try {
      await fleet.waitForBlocks(5, 60_000);
      await fleet.waitForLevel(far.name, 20_000);
    } finally {
      await fleet.clouds.networks.delay(region, 0);
    }
  });
}
