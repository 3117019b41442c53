import { existsSync } from "node:fs";
import { join } from "node:path";
import { shiftedDescription } from "../fleet/fleet";
import { CrashRelease, crashLine } from "../stack/crashRelease";
import { docker, leftovers } from "../stack/docker";
import { changeCounts, projectFolder, TestStack } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";

jest.setTimeout(600_000);

const stack = new TestStack("test-engine");

/** One validator and one monitor: the smallest stack in which one host can change and another must not. */
function twoHosts(monitorMemoryMb?: Record<string, number>): Record<string, unknown> {
  const description = shiftedDescription("ande-engine", 10);
  return {
    ...description,
    hosts: [
      { name: "local-sequencer-1", provider: "docker", region: "local", roles: ["sequencer"], power: 1 },
      {
        name: "local-monitor-1",
        provider: "docker",
        region: "local",
        roles: ["monitor"],
        ...(monitorMemoryMb ? { memoryMb: monitorMemoryMb } : {}),
      },
    ],
  };
}

/** The running container that is the monitor host; empty where none runs. */
async function monitorContainer(): Promise<string> {
  const labels = [`cordillera.stack=${stack.name}`, "cordillera.host=local-monitor-1"];
  return (await docker("ps", "-q", ...labels.flatMap((label) => ["--filter", `label=${label}`]))).trim();
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
  test("tells every fault of the description at once, and nothing of the program's insides", async () => {
    stack.describe({ ...twoHosts(), chainID: 5, release: "none" });
    const refused = await stack.preview();
    stack.describe(twoHosts());
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("has 2 faults.");
    expect(refused.output).toContain("chainID: unknown key");
    expect(refused.output).toContain('release: not a release (got "none"');
    expect(refused.output).not.toMatch(/^\s+at /m);
  });

  test("shows every resource and makes nothing", async () => {
    const done = await stack.mustSucceed(stack.preview());
    expect(changeCounts(done.output).create).toBeGreaterThan(10);
    expect(done.output).toContain("local-sequencer-1");
    expect(await leftovers(stack.name)).toEqual([]);
    expect(existsSync(join(projectFolder, ".cordillera/stacks", stack.name))).toBe(false);
  });
});

describe("up", () => {
  test("refuses a network of the same name that is not its own, and leaves it alone", async () => {
    const name = `cordillera-${stack.name}`;
    await docker("network", "create", name);
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(`A network named "${name}" exists and is not of stack "${stack.name}".`);
    expect(refused.output).toContain(`fix: Rename or remove it (docker network rm ${name})`);
    await docker("network", "rm", name);
  });

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
    await docker("kill", await monitorContainer());
    const done = await stack.mustSucceed(stack.up());
    expect(changeCounts(done.output).update).toBeGreaterThanOrEqual(1);
    expect(await monitorContainer()).not.toBe("");
  });
});

describe("one changed setting", () => {
  test("shows in the preview as that line of that host's file, and touches nothing of another host", async () => {
    stack.describe(twoHosts({ exporter: 96 }));
    const done = await stack.mustSucceed(stack.preview());
    const changed = [...done.output.matchAll(/\[urn=[^\]]*::([^:\]]+)\]/g)].map((match) => match[1]);
    const beyondStack = changed.filter((name) => !name?.startsWith("cordillera-test-engine"));
    expect(beyondStack).toContain("local-monitor-1-release");
    expect(beyondStack.filter((name) => name?.includes("sequencer"))).toEqual([]);
    expect(changeCounts(done.output).update).toBe(2);
    expect(done.output).toMatch(/mem_limit\s*:\s*"64m" => "96m"/);
  });
});

describe("a changed genesis", () => {
  test("is refused by the preview, which names what would change", async () => {
    stack.describe({ ...twoHosts(), blocks: { intervalMs: 2000, gasLimit: 30_000_000 } });
    const refused = await stack.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("A chain's genesis never changes; these would: gasLimit");
    expect(refused.output).toContain("begin a new chain: pulumi destroy, then pulumi up");
  });
});

describe("a release that fails half-way", () => {
  const release = new CrashRelease("prometheus");
  beforeAll(() => release.build(stack));
  afterAll(() => release.remove());

  test("leaves the host on its former generation, tells why, and is completed by the next up", async () => {
    stack.describe(twoHosts());
    const before = await stack.outputs<{ hosts: Record<string, { generation: string }> }>();

    stack.describe({ ...twoHosts(), release: release.name });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain(crashLine);
    expect(failed.output).toContain("fix:");
    const current = await docker("exec", await monitorContainer(), "readlink", "/srv/cordillera/current");
    expect(current).toContain(before.hosts["local-monitor-1"]!.generation);

    stack.describe(twoHosts({ prometheus: 768 }));
    await stack.mustSucceed(stack.up());
    const again = await stack.mustSucceed(stack.up());
    expect(Object.keys(changeCounts(again.output))).toEqual(["unchanged"]);
  });
});

describe("destroy", () => {
  test("leaves nothing", async () => {
    await stack.mustSucceed(stack.destroy());
    expect(await leftovers(stack.name)).toEqual([]);
    expect(existsSync(join(projectFolder, ".cordillera/stacks", stack.name))).toBe(false);
  });
});
