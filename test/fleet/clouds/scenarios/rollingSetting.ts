import { HeightWatch, longestGapSeconds } from "../../heightWatch";
import type { CloudFleet } from "../cloudFleet";

interface Switch {
  host: string;
  /** When the host was pointed to its new generation, and when that was found healthy; ms since 1970. */
  fromMs: number;
  toMs: number;
}

/** The last change of generation of every host, in the order of time. */
async function lastSwitches(fleet: CloudFleet): Promise<Switch[]> {
  const switches = fleet.description.hosts.map(async ({ name }) => {
    const look = "cd /srv/cordillera && stat -c %.3Y current && tail -n 1 audit.log";
    const [linked = "", audited = ""] = (await fleet.onHost(name, look)).split("\n");
    const { when, result } = JSON.parse(audited) as { when: string; result: string };
    expect(`${name} ${result}`).toBe(`${name} healthy`);
    return { host: name, fromMs: Number(linked) * 1_000, toMs: Date.parse(when) };
  });
  return (await Promise.all(switches)).sort((a, b) => a.fromMs - b.fromMs);
}

/** One setting of every host changes by one update. */
export function settingsRollOut(fleet: CloudFleet): void {
  test("changes a setting of all hosts wave by wave, one validator at a time, and blocks never stop", async () => {
    const before = await fleet.generations();
    fleet.description.hosts = fleet.description.hosts.map((host) => ({
      ...host,
      memoryMb: { exporter: 72, ...(fleet.validators.includes(host.name) ? { app: 800 } : {}) },
    }));

    const { longestSeconds, blocks } = await HeightWatch.during(fleet, async () => {
      await fleet.deploy();
    });

    const after = await fleet.generations();
    for (const { name } of fleet.description.hosts) expect(after[name]).not.toBe(before[name]);
    const switches = await lastSwitches(fleet);
    expect(switches.map(({ host }) => host)).toEqual(fleet.plan().waves.flatMap(({ hosts }) => hosts));
    const overlaps = switches.filter(({ fromMs }, i) => i > 0 && fromMs < switches[i - 1]!.toMs);
    expect(overlaps).toEqual([]);
    expect(blocks).toBeGreaterThan(20);
    expect(longestSeconds).toBeLessThan(longestGapSeconds);
  });
}
