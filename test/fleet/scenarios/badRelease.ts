import { CrashRelease, crashLine } from "../../stack/crashRelease";
import type { Fleet } from "../fleet";

/** A release whose node image crashes at start ends in its first wave. */
export function badReleaseIsReturned(fleet: Fleet): void {
  const release = new CrashRelease("app");
  beforeAll(() => release.build(fleet.stack));
  afterAll(() => release.remove());

  test("returns the first wave to its former generation, leaves later waves alone, and tells why", async () => {
    const before = await fleet.generations();
    const heightBefore = await fleet.headHeight();
    fleet.stack.describe({ ...fleet.description, release: release.name });

    const failed = await fleet.stack.up();

    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain(crashLine);
    expect(await fleet.generations()).toEqual(before);
    expect(await fleet.headHeight()).toBeGreaterThan(heightBefore);
    await fleet.waitForLevel("local-witness-1", 60_000);

    const audit = await fleet.onHost("local-sequencer-1", "tail -n 1 /srv/cordillera/audit.log");
    expect(JSON.parse(audit).to).toBe(before["local-sequencer-1"]);
  });

  test("goes on with the former release by the next up, and then changes nothing", async () => {
    fleet.stack.describe(fleet.description);
    await fleet.deploy();
    const again = await fleet.stack.mustSucceed(fleet.stack.up());
    expect(again.output).toMatch(/Resources:\s+\d+ unchanged/);
  });
}
