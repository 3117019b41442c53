import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { shiftedDescription } from "../fleet/fleet";
import { Checkout } from "../stack/checkout";
import { leftovers } from "../stack/docker";
import { type Executed, execute } from "../stack/execute";
import { buildNamedRelease } from "../stack/namedRelease";
import { TestStack } from "../stack/testStack";

jest.setTimeout(600_000);

const checkout = new Checkout();
const stack = new TestStack("test-way-back", { folder: checkout.folder });
const descriptionFile = `stacks/${stack.name}.yaml`;
const settingsFile = `Pulumi.${stack.name}.yaml`;

function oneHost(exporterMemoryMb: number, more: object = {}): string {
  const host = {
    name: "local-sequencer-1",
    provider: "docker",
    region: "local",
    roles: ["sequencer"],
    power: 1,
  };
  const hosts = [{ ...host, memoryMb: { exporter: exporterMemoryMb } }];
  // Without a monitor there is no host for the devnet of DA.
  const { da: _da, ...shared } = shiftedDescription("ande-way-back", 28);
  return stringify({ ...shared, release: "first", hosts, ...more });
}

const shell = (command: string, env: Record<string, string> = {}): Promise<Executed> =>
  execute("sh", ["-ec", command], {
    cwd: checkout.folder,
    env: { ...stack.env, ...env },
    timeoutMs: 300_000,
  });
const rollback = (...args: string[]) =>
  shell(["make --no-print-directory rollback", `STACK=${stack.name}`, ...args].join(" "));

const read = (file: string) => readFileSync(join(checkout.folder, file), "utf8");
const set = async (...args: string[]) => {
  await stack.mustSucceed(stack.pulumi(["config", "set", ...args]));
};
const get = async (key: string) =>
  (await stack.mustSucceed(stack.pulumi(["config", "get", key]))).stdout.trim();
const generation = async () =>
  (await stack.outputs<{ hosts: Record<string, { generation: string }> }>()).hosts["local-sequencer-1"]!
    .generation;

let firstCommit: string;
let firstGeneration: string;

// Four updates: two clean ones, a dirty one, and one that the program refuses.
beforeAll(async () => {
  await checkout.make();
  await buildNamedRelease({ name: "first", outFolder: join(checkout.folder, "stacks/releases") });
  checkout.write(descriptionFile, oneHost(64));
  firstCommit = await checkout.commit("First");
  await stack.init();
  await set("note", "then");
  await set("--secret", "probe", "then");
  await stack.mustSucceed(stack.up());
  firstGeneration = await generation();

  checkout.write(descriptionFile, oneHost(96));
  await checkout.commit("More memory");
  await set("note", "now");
  await set("--secret", "probe", "now");
  await stack.mustSucceed(stack.up());

  checkout.write(descriptionFile, oneHost(112));
  await stack.mustSucceed(stack.up());

  checkout.write(descriptionFile, oneHost(112, { colour: "blue" }));
  await checkout.commit("A key that nobody knows");
  expect((await stack.up()).code).not.toBe(0);
  checkout.write(descriptionFile, oneHost(96));
  await checkout.commit("Without it");
});

afterAll(async () => {
  await stack.pulumi(["cancel", "--yes"]);
  await stack.destroy();
  stack.remove();
  expect(await leftovers(stack.name)).toEqual([]);
  checkout.remove();
});

describe("make rollback without TO", () => {
  test("lists the successful updates, and says to which there is a way back", async () => {
    const { stdout } = await stack.mustSucceed(rollback());
    expect(stdout).toMatch(/│ 3 .* dirty │ Test .*│ is the last one +│/);
    expect(stdout).toMatch(/│ 2 .*│ Test .*│ ~\d.*│ More memory +│ yes +│/);
    expect(stdout).toMatch(new RegExp(`│ 1 .*${firstCommit.slice(0, 10)}.*│ \\+\\d.*│ First +│ yes +│`));
    expect(stdout).toContain("1 more did not succeed; there is no way back to those.");
  });
});

describe("make rollback TO=", () => {
  const expectUntouched = () => {
    expect(read(descriptionFile)).toBe(oneHost(96));
    expect(read(settingsFile)).toContain("note: now");
  };

  test.each([
    ["a dirty update", "3", "it was made from a dirty tree, so that no commit holds what was deployed"],
    ["a failed update", "4", "it failed"],
    ["an unknown one", "9", 'No update is called "9".'],
  ])("refuses %s and touches nothing", async (_what, to, why) => {
    const refused = await rollback(`TO=${to}`);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(why);
    expect(refused.output).not.toMatch(/^\s+at /m);
    expectUntouched();
  });

  test("shows the preview and puts the files back where nobody says yes", async () => {
    const shown = await rollback("TO=1");
    expect(shown.code).not.toBe(0);
    expect(shown.output).toMatch(/mem_limit\s*:\s*"112m" => "64m"/);
    expect(shown.output).toContain("Nobody said yes; nothing was changed.");
    expectUntouched();
  });

  test("puts the files back where the preview fails", async () => {
    const program = read("infra/index.ts");
    checkout.write("infra/index.ts", 'throw new Error("no program today");\nexport {};\n');
    const failed = await rollback("TO=1", "YES=1");
    checkout.write("infra/index.ts", program);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("The preview failed; the reason stands above.");
    expect(failed.output).toContain("program: 1 of its files are others than then (infra/index.ts)");
    expectUntouched();
  });
});

describe("docs/runbooks/rollback.md", () => {
  const [block = ""] = /(?<=```sh\n)[^`]*/.exec(readOfProject("docs/runbooks/rollback.md")) ?? [];

  test("its commands bring the stack back: description, release and plain settings, and no secret", async () => {
    expect(block).toContain("TO=1");
    await stack.mustSucceed(shell(block.replaceAll("STACK=testnet", `STACK=${stack.name}`), { YES: "1" }));
    expect(read(descriptionFile)).toBe(oneHost(64));
    expect(await generation()).toBe(firstGeneration);
    expect([await get("note"), await get("probe")]).toEqual(["then", "now"]);
  });

  test("and leave a clean tree from which nothing more is to be changed", async () => {
    expect(await checkout.git(["status", "--porcelain"])).toBe("");
    await stack.mustSucceed(stack.pulumi(["preview", "--expect-no-changes"]));
  });
});

function readOfProject(file: string): string {
  return readFileSync(join(__dirname, "../..", file), "utf8");
}
