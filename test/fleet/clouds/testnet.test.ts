import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { changeCounts, projectFolder } from "../../stack/testStack";
import { containersAreHardened } from "../scenarios/hardening";
import { secretsStayHome } from "../scenarios/secrets";
import { onlyPinnedHostsAreTrusted } from "../scenarios/sshPinning";
import { type CloudDescription, CloudFleet } from "./cloudFleet";
import { changedHostKeysAreRefused } from "./scenarios/hostKey";
import { hostsComeAndGo } from "./scenarios/membership";
import { onlyDeclaredPortsAnswer } from "./scenarios/openPorts";
import { validatorsAreRebuilt } from "./scenarios/rebuild";
import { regionsMayBeCutOff } from "./scenarios/regionCut";
import { settingsRollOut } from "./scenarios/rollingSetting";

jest.setTimeout(900_000);

const text = readFileSync(join(projectFolder, "stacks/testnet.yaml"), "utf8");
const fleet = new CloudFleet("test-testnet", parse(text) as CloudDescription);

beforeAll(() => fleet.prepare());
afterAll(async () => {
  await fleet.tearDown();
  expect(await fleet.clouds.onEngine()).toEqual([]);
});

// In this order: each finds the network as the one before left it.
describe("the testnet of stacks/testnet.yaml", () => {
  test("goes from nothing to blocks by one pulumi up", async () => {
    await fleet.deploy();
    await fleet.waitForBlocks(3, 30_000);
  });

  test("a second up changes nothing", async () => {
    const done = await fleet.deploy();
    expect(Object.keys(changeCounts(done.output))).toEqual(["unchanged"]);
  });
});

describe("containers", () => containersAreHardened(fleet));
describe("ssh", () => onlyPinnedHostsAreTrusted(fleet));
describe("a region", () => regionsMayBeCutOff(fleet));
describe("open ports", () => onlyDeclaredPortsAnswer(fleet));
describe("a rollout", () => settingsRollOut(fleet));
describe("hosts", () => hostsComeAndGo(fleet));
describe("a validator", () => validatorsAreRebuilt(fleet));
describe("a changed host key", () => changedHostKeysAreRefused(fleet));
// Last: whatever was done to the network above has left its traces by now.
describe("secrets", () => secretsStayHome(fleet));
