import { leftovers } from "../stack/docker";
import { Fleet } from "./fleet";
import { validatorsAgree } from "./scenarios/agreement";
import { badReleaseIsReturned } from "./scenarios/badRelease";
import { blocksReachDa } from "./scenarios/dataAvailability";
import { frontDoorBalances } from "./scenarios/frontDoor";
import { hostsMayBeLost } from "./scenarios/hostLoss";
import { leaseIsHandedOver } from "./scenarios/leaseHandOver";
import { metricsAreClean } from "./scenarios/metrics";
import { contractsKnowTheNetwork } from "./scenarios/onChain";
import { restartsHealThemselves } from "./scenarios/restarts";
import { secretsStayHome } from "./scenarios/secrets";
import { onlyPinnedHostsAreTrusted } from "./scenarios/sshPinning";
import { stalledHolderIsOnChain } from "./scenarios/stalledHolder";

jest.setTimeout(600_000);

const fleet = new Fleet();

beforeAll(() => fleet.up());
afterAll(() => fleet.tearDown());

describe("A02 validators", () => validatorsAgree(fleet));
describe("contracts", () => contractsKnowTheNetwork(fleet));
describe("the front door", () => frontDoorBalances(fleet));
describe("A11 keys", () => secretsStayHome(fleet));
describe("metrics", () => metricsAreClean(fleet));
describe("ssh", () => onlyPinnedHostsAreTrusted(fleet));
describe("a network", () => hostsMayBeLost(fleet));
describe("A05 a stalled holder", () => stalledHolderIsOnChain(fleet));
describe("E18 a restart", () => restartsHealThemselves(fleet));
describe("a rollout of sequencers", () => leaseIsHandedOver(fleet));
describe("a rollout", () => badReleaseIsReturned(fleet));
// Last: what befell the network before must not have kept a block from DA.
describe("A16 E16 data availability", () => blocksReachDa(fleet));

test("destroy leaves no container, volume, network or file of the stack", async () => {
  expect((await leftovers("test-fleet")).length).toBeGreaterThan(5);
  await fleet.stack.mustSucceed(fleet.stack.destroy());
  expect(await leftovers("test-fleet")).toEqual([]);
  expect(fleet.filesLeft()).toEqual([]);
});
