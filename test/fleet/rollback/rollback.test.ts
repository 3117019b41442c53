import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Checkout } from "../../stack/checkout";
import { docker, leftovers } from "../../stack/docker";
import { type Executed, execute } from "../../stack/execute";
import { buildNamedRelease, removeNamedRelease } from "../../stack/namedRelease";
import { TestStack } from "../../stack/testStack";
import { Fleet, shiftedDescription } from "../fleet";
import { HeightWatch, longestGapSeconds } from "../heightWatch";

jest.setTimeout(900_000);

const checkout = new Checkout();
const fleet = new Fleet(new TestStack("test-rollback", { folder: checkout.folder }));
const { stack, validators } = fleet;
const descriptionFile = `stacks/${stack.name}.yaml`;
const outFolder = join(checkout.folder, "stacks/releases");
const releases = [
  { name: "first", outFolder },
  { name: "second", outFolder, relabelled: "app" as const },
];

/** One setting of one host beside the release. */
function descriptionWith(release: string, appMemoryMb?: number): string {
  const base = shiftedDescription("ande-rollback", 28) as { hosts: { name: string }[] };
  const hosts = base.hosts.map((host) =>
    host.name === "local-sequencer-2" && appMemoryMb ? { ...host, memoryMb: { app: appMemoryMb } } : host,
  );
  return stringify({ ...base, release, hosts });
}

const make = (...args: string[]): Promise<Executed> =>
  execute("make", ["--no-print-directory", ...args, `STACK=${stack.name}`], {
    cwd: checkout.folder,
    env: stack.env,
    timeoutMs: 600_000,
  });

const registryState = async () =>
  (await docker("inspect", "--format", "{{.State.Status}}", `${stack.name}-registry`)).trim();

beforeAll(async () => {
  await checkout.make();
  for (const release of releases) await buildNamedRelease(release);
  checkout.write(descriptionFile, descriptionWith("first"));
  await checkout.commit("First");
  await stack.init();
  await fleet.deploy();
});

let watch: HeightWatch | undefined;

afterAll(async () => {
  await watch?.end();
  const registry = `${stack.name}-registry`;
  if (await docker("ps", "-q", "--filter", `name=^${registry}$`, "--filter", "status=paused"))
    await docker("unpause", registry);
  await fleet.tearDown();
  for (const release of releases) await removeNamedRelease(release);
  expect(await leftovers(stack.name)).toEqual([]);
  checkout.remove();
});

test("a setting and an image go forward, back and forward again with the registry down, and blocks never stop", async () => {
  const first = await fleet.generations();
  watch = new HeightWatch(fleet);

  checkout.write(descriptionFile, descriptionWith("second", 896));
  await checkout.commit("More memory, and another build");
  await fleet.deploy();
  const second = await fleet.generations();
  for (const host of validators) expect(second[host]).not.toBe(first[host]);
  expect(second["local-edge-1"]).toBe(first["local-edge-1"]);

  await docker("pause", `${stack.name}-registry`);

  const listed = await stack.mustSucceed(make("rollback"));
  expect(listed.stdout).toMatch(/│ 2 .*More memory, and another build.*│ is the last one/);
  expect(listed.stdout).toMatch(/│ 1 .*│ First .*│ yes/);

  const back = await stack.mustSucceed(make("rollback", "TO=1", "YES=1"));
  expect(back.output).toContain("app: another image (release second -> first)");
  expect(back.output).toContain(`restored: ${descriptionFile}`);
  expect(back.output).toMatch(/mem_limit\s*:\s*"896m" => "768m"/);
  expect(readFileSync(join(checkout.folder, descriptionFile), "utf8")).toBe(descriptionWith("first"));
  expect(await fleet.generations()).toEqual(first);

  // Nothing is lost by going back: the later update is still there to go to.
  const forward = await stack.mustSucceed(make("rollback", "TO=2", "YES=1"));
  expect(forward.output).toMatch(/mem_limit\s*:\s*"768m" => "896m"/);
  expect(await fleet.generations()).toEqual(second);
  expect(await checkout.git(["status", "--porcelain"])).toBe("");

  expect(await registryState()).toBe("paused");
  const { longestSeconds, blocks } = await watch.end();
  expect(blocks).toBeGreaterThan(60);
  expect(longestSeconds).toBeLessThan(longestGapSeconds);
  const [newest] = JSON.parse((await stack.mustSucceed(stack.pulumi(["stack", "history", "--json"]))).stdout);
  expect(newest.message).toMatch(/^rollback to [0-9a-f]{10} \(update 2\)$/);
});
