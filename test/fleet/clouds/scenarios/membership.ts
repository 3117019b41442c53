import { HeightWatch, longestGapSeconds } from "../../heightWatch";
import type { CloudFleet } from "../cloudFleet";

/** A host joins the running network and leaves it again. */
export function hostsComeAndGo(fleet: CloudFleet): void {
  const newcomer = {
    ...{ name: "nbg1-rpc-1", provider: "hetzner", region: "nbg1", roles: ["rpc"], serverType: "ccx23" },
  };
  const [watched] = fleet.validators as [string];
  const own = () => JSON.stringify(fleet.clouds.remaining({ key: "cordillera.host", value: newcomer.name }));

  /** Bytes that each peer has sent by the mesh; they begin at zero with a new session. */
  const received = async () => {
    const lines = (await fleet.onHost(watched, "wg show cordillera0 transfer")).trim().split("\n");
    return new Map(lines.map((line) => [line.split("\t")[0]!, Number(line.split("\t")[1])]));
  };

  test("a host is added and reaches the head, and leaves; no mesh session ends and blocks never stop", async () => {
    const { hosts } = fleet.description;
    const before = await received();
    expect(before.size).toBe(hosts.length - 1);

    let during = before;
    const { longestSeconds, blocks } = await HeightWatch.during(fleet, async () => {
      fleet.description.hosts = [...hosts, newcomer];
      try {
        await fleet.deploy();
        await fleet.waitForLevel(newcomer.name, 60_000);
        during = await received();
        expect(during.size).toBe(hosts.length);
        expect(own()).toContain(newcomer.name);
      } finally {
        fleet.description.hosts = hosts;
      }
      await fleet.deploy();
    });

    const after = await received();
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [peer, bytes] of before) {
      expect(during.get(peer)!).toBeGreaterThan(bytes);
      expect(after.get(peer)!).toBeGreaterThan(during.get(peer)!);
    }
    expect(own()).toBe("[]");
    expect((await fleet.clouds.onEngine()).join("\n")).not.toContain(newcomer.name);
    expect(blocks).toBeGreaterThan(20);
    expect(longestSeconds).toBeLessThan(longestGapSeconds);
  });
}
