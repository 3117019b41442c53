import { regionNumber } from "../../../clouds/cloud/regions";
import type { CloudFleet } from "../cloudFleet";

/** A region may be cut off from all others. */
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
}
