import { existsSync } from "node:fs";
import { join } from "node:path";
import { shiftedDescription } from "../fleet/fleet";
import { docker, leftovers } from "../stack/docker";
import { changeCounts, projectFolder, TestStack } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";

jest.setTimeout(600_000);

const stack = new TestStack("test-engine");

/** One validator and one monitor: the smallest stack in which one host can change and another must not. */
function twoHosts(changes: { monitorMemory?: number } = {}): Record<string, unknown> {
  const description = shiftedDescription("ande-engine", 30);
  return {
    ...description,
    hosts: [
      { name: "local-sequencer-1", provider: "docker", region: "local", roles: ["sequencer"], power: 1 },
      { name: "local-monitor-1", provider: "docker", region: "local", roles: ["monitor"] },
    ],
    ...changes,
  };
}

beforeAll(async () => {
  stack.describe(twoHosts());
  await stack.init();
});

afterAll(async () => {
  await stack.pulumi(["cancel", "--yes"]);
  await stack.destroy();
  stack.remove();
});

describe("a first preview", () => {
  test("shows every resource and makes nothing", async () => {
    const done = await stack.mustSucceed(stack.preview());
    expect(changeCounts(done.output).create).toBeGreaterThan(10);
    expect(done.output).toContain("local-sequencer-1");
    expect(await leftovers(stack.name)).toEqual([]);
    expect(existsSync(join(projectFolder, ".cordillera/stacks", stack.name))).toBe(false);
  });
});

describe("up", () => {
  test("killed with -9 half-way leaves a stack that the documented command mends and the next up completes", async () => {
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const killed = stack.up({ onStart: (_pid, send) => (kill = send) });
    await waitFor("the first host", 120_000, async () => (await leftovers(stack.name)).length > 2);
    kill!("SIGKILL");
    expect((await killed).code).not.toBe(0);

    await stack.mustSucceed(stack.pulumi(["cancel", "--yes"]));
    await stack.mustSucceed(stack.up());
    const outputs = await stack.outputs<{ contracts: Record<string, string> }>();
    expect(outputs.contracts.AndeToken).toMatch(/^0x[0-9a-fA-F]{40}$/);
  });

  test("a second time changes nothing", async () => {
    const done = await stack.mustSucceed(stack.up());
    expect(Object.keys(changeCounts(done.output))).toEqual(["unchanged"]);
  });

  test("brings back by itself what was stopped by hand", async () => {
    const filters = [
      "--filter",
      `label=cordillera.stack=${stack.name}`,
      "--filter",
      "label=cordillera.host=local-monitor-1",
    ];
    const container = (await docker("ps", "-q", ...filters)).trim();
    await docker("kill", container);
    const done = await stack.mustSucceed(stack.up());
    expect(changeCounts(done.output).update).toBeGreaterThanOrEqual(1);
    expect((await docker("ps", "-q", ...filters)).trim()).not.toBe("");
  });
});

describe("destroy", () => {
  test("leaves nothing", async () => {
    await stack.mustSucceed(stack.destroy());
    expect(await leftovers(stack.name)).toEqual([]);
    expect(existsSync(join(projectFolder, ".cordillera/stacks", stack.name))).toBe(false);
  });
});
