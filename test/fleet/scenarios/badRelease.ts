import { rmSync } from "node:fs";
import { join } from "node:path";
import { docker } from "../../stack/docker";
import { execute } from "../../stack/execute";
import { projectFolder } from "../../stack/testStack";
import type { Fleet } from "../fleet";

/** What test/fleet/crashingApp prints before it ends. */
const crashLine = "cordillera-test: this release crashes on purpose";

const crashRelease = "test-crash";

/** Builds and pushes the crashing release the way an operator builds any other. */
async function buildCrashRelease(fleet: Fleet): Promise<void> {
  const args = [
    "tools/images/build.ts",
    "--release",
    crashRelease,
    "--override",
    "app=test/fleet/crashingApp",
  ];
  await fleet.stack.mustSucceed(execute("tsx", args, { cwd: projectFolder, env: fleet.stack.env }));
}

async function removeCrashRelease(): Promise<void> {
  rmSync(join(projectFolder, `stacks/releases/${crashRelease}.yaml`), { force: true });
  await docker("rmi", "--force", `cordillera/app:${crashRelease}`);
}

/** A release whose node image crashes at start ends in its first wave. */
export function badReleaseIsReturned(fleet: Fleet): void {
  beforeAll(() => buildCrashRelease(fleet));
  afterAll(removeCrashRelease);

  test("returns the first wave to its former generation, leaves later waves alone, and tells why", async () => {
    const before = await fleet.generations();
    const heightBefore = await fleet.headHeight();
    fleet.stack.describe({ ...fleet.description, release: crashRelease });

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
