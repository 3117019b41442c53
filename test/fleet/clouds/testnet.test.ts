import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { regionNumber } from "../../clouds/cloud/regions";
import { type CloudDescription, CloudFleet } from "../../clouds/cloudFleet";
import { changeCounts, projectFolder } from "../../stack/testStack";
import { waitFor } from "../../stack/waitFor";

jest.setTimeout(900_000);

const text = readFileSync(join(projectFolder, "stacks/testnet.yaml"), "utf8");
const fleet = new CloudFleet("test-testnet", parse(text) as CloudDescription);

beforeAll(() => fleet.prepare());
afterAll(async () => {
  await fleet.tearDown();
  expect(await fleet.clouds.onEngine()).toEqual([]);
});

describe("the testnet of stacks/testnet.yaml", () => {
  test("goes from nothing to blocks by one pulumi up", async () => {
    const startMs = Date.now();
    await fleet.stack.mustSucceed(fleet.up());
    console.log(`upTestnetSeconds ${Math.round((Date.now() - startMs) / 1000)}`);
    await fleet.waitForBlocks(3, 30_000);
  });

  test("a second up changes nothing", async () => {
    const done = await fleet.stack.mustSucceed(fleet.up());
    expect(Object.keys(changeCounts(done.output))).toEqual(["unchanged"]);
  });

  test("goes on while one region is cut off, and that one catches up when it is healed", async () => {
    const cut = fleet.description.hosts.find(({ roles }) => roles.includes("witness"))!;
    const region = regionNumber(cut.region)!;
    await fleet.clouds.networks.lose(region, 1);
    await fleet.waitForBlocks(5, 60_000);
    await fleet.clouds.networks.lose(region, 0);
    await waitFor("the healed region level with its peers", 90_000, async () => {
      return (await fleet.heightOf(cut.name)) >= (await fleet.headHeight()) - 2;
    });
  });

  test("no canary of the registry's login stands in the state", async () => {
    expect(await fleet.stack.exportedState()).not.toContain(fleet.registry.password);
  });
});
