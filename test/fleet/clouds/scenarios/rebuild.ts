import { HeightWatch, longestGapSeconds } from "../../heightWatch";
import type { CloudFleet } from "../cloudFleet";

/** A validator's machine is made anew by `rebuild: N`. */
export function validatorsAreRebuilt(fleet: CloudFleet): void {
  const host = "nbg1-sequencer-1";
  const keys = "sha256sum /srv/cordillera/keys/*";
  const mark = "/srv/cordillera/data/geth/kept";
  const idOf = (short: "Server" | "Volume") =>
    fleet.clouds.find(short, ({ name }) => String(name).startsWith(fleet.machineOf(host))).id;

  test("a rebuilt one keeps address, keys and data and comes back to the head, and blocks never stop", async () => {
    const before = { keys: await fleet.onHost(host, keys), server: idOf("Server"), volume: idOf("Volume") };
    const { address, hostKey } = fleet.outputs.hosts[host]!;
    await fleet.onHost(host, `touch ${mark} /root/lost`);
    fleet.description.hosts = fleet.description.hosts.map((each) =>
      each.name === host ? { ...each, rebuild: 1 } : each,
    );

    const { longestSeconds, blocks } = await HeightWatch.during(fleet, async () => {
      await fleet.deploy();
      await fleet.waitForLevel(host, 90_000);
    });

    await fleet.onHost(host, `test -e ${mark} && test ! -e /root/lost`);
    expect(fleet.outputs.hosts[host]!.address).toBe(address);
    expect(fleet.outputs.hosts[host]!.hostKey).not.toBe(hostKey);
    expect(await fleet.onHost(host, keys)).toBe(before.keys);
    expect(idOf("Volume")).toBe(before.volume);
    expect(idOf("Server")).not.toBe(before.server);
    expect(blocks).toBeGreaterThan(20);
    expect(longestSeconds).toBeLessThan(longestGapSeconds);
  });
}
