import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, id, Wallet, ZeroHash } from "ethers";
import type { RecordedDeployment } from "../../infra/components/recordedDeployment";
import { readImplementation } from "../../infra/resources/chain/deploymentPlan";
import { ContractsGuide } from "./contractsGuide";
import { OutsideNetwork } from "./outsideNetwork";

jest.setTimeout(300_000);

const delaySeconds = 3600;
const owners = Array.from({ length: 5 }, (_, i) => new Wallet(`0x${String(i + 1).repeat(64)}`));
const withRoles = ["AndeToken", "AndeRegistry", "AndeConsensus", "AndeSequencerCoordinator"];
const network = new OutsideNetwork("test-admin", {
  network: "governed",
  environment: "testnet",
  chainId: 5432,
  contracts: {
    incomeShares: [{ recipient: owners[0]!.address, basisPoints: 10_000 }],
    admin: {
      safe: { owners: owners.map(({ address }) => address), threshold: 3 },
      timelock: { delaySeconds },
    },
  },
});
const guide = new ContractsGuide(network);
const callsFile = join(network.cwd, `stacks/deployments/${network.stack.name}.calls.json`);
const calls = () => JSON.parse(readFileSync(callsFile, "utf8"));
const described = (): string[] =>
  calls().transactions.map((call: { description: string }) => call.description);
const abi = new Interface([
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function grantRole(bytes32 role, address account)",
  "function owner() view returns (address)",
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
  "function paused() view returns (bool)",
  "function isEmergencyMode() view returns (bool)",
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
  "event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)",
]);

let deployment: RecordedDeployment;

const at = (name: string) => deployment.contracts[name]!.address;
const ask = async (name: string, question: string, ...args: unknown[]) => {
  const data = abi.encodeFunctionData(question, args);
  return abi.decodeFunctionResult(question, await network.chain.rpc.call({ to: at(name), data }))[0];
};
const sentByDeployer = () => network.chain.rpc.getTransactionCount(network.deployer.address);
const implementation = () => readImplementation(network.chain.rpc, at("AndeConsensus"));

/** Roles that an account has, by all that was ever granted and revoked there. */
async function rolesOf(name: string, account: string): Promise<string[]> {
  const roles = new Set<string>();
  for (const log of await network.chain.rpc.getLogs({ address: at(name), fromBlock: 0 })) {
    const event = abi.parseLog(log);
    if (event?.args.account !== account) continue;
    if (event.name === "RoleGranted") roles.add(event.args.role);
    else roles.delete(event.args.role);
  }
  return [...roles];
}

beforeAll(async () => {
  await network.start();
  guide.keep(owners);
});
afterAll(() => network.stop());

describe("an admin that up makes", () => {
  test("stands before the contracts; until it has them no call of its own is written", async () => {
    const shown = await network.preview();
    for (const name of ["safe-l2", "safe-proxy-factory", "safe", "ande-timelock", "hand-over"])
      expect(shown).toContain(`governed-${name}`);
    await network.up("--exclude", "**::governed-hand-over");
    deployment = network.deployment();
    expect(shown).toContain(at("Safe"));
    expect(shown).toContain(at("AndeTimelock"));
    expect([...(await ask("Safe", "getOwners"))].sort()).toEqual(owners.map(({ address }) => address).sort());
    expect(await ask("Safe", "getThreshold")).toBe(3n);
    network.want({ sink: "calldata" });
    const refused = await network.refusal();
    expect(refused).toContain("The deployer has not handed over to the admin; nothing was written.");
    expect(existsSync(callsFile)).toBe(false);
    network.want();
  });

  test("gets what a killed run had not given it, and the deployer keeps nothing", async () => {
    const data = abi.encodeFunctionData("grantRole", [ZeroHash, at("AndeTimelock")]);
    await (await network.deployer.sendTransaction({ to: at("AndeToken"), data })).wait();
    const before = await sentByDeployer();
    await network.up();
    // Four contracts with a role to give and one to renounce, less the one given by hand; the distributor has an owner.
    expect((await sentByDeployer()) - before).toBe(8);
    for (const name of withRoles) {
      expect([name, await ask(name, "hasRole", ZeroHash, at("AndeTimelock"))]).toEqual([name, true]);
      expect([name, await rolesOf(name, network.deployer.address)]).toEqual([name, []]);
    }
    expect(await ask("MevDistributor", "owner")).toBe(at("AndeTimelock"));
    expect(await rolesOf("AndeTimelock", network.deployer.address)).toEqual([]);
    expect(await rolesOf("AndeTimelock", at("Safe"))).toEqual(
      ["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"].map(id),
    );
  });

  test("is adopted with all contracts by a stack that has forgotten them, and nothing is sent", async () => {
    const before = await sentByDeployer();
    await network.mustRun("destroy", "--yes", "--skip-preview");
    await network.up();
    await network.up("--expect-no-changes");
    expect(await sentByDeployer()).toBe(before);
  });

  test("is needed from then on: the deployer's key alone changes nothing", async () => {
    network.want({ treasury: owners[1]!.address });
    expect(await network.refusal()).toContain("The deployer may not make these calls; nothing was sent.");
    network.want();
  });

  test("is what docs/guide/contracts.md shows of it", async () => {
    const { stdout } = await guide.follow(["getThreshold"]);
    expect(stdout.trim().split("\n")).toEqual([
      "true",
      "3",
      `[${(await ask("Safe", "getOwners")).join(", ")}]`,
      expect.stringMatching(/^3600\b/),
    ]);
  });

  test("decides an upgrade: previewed as exactly that, written, signed by three, scheduled", async () => {
    network.changeCode("AndeConsensus");
    network.want({ sink: "calldata" });
    const shown = await network.preview();
    expect(shown).toContain("1 to update");
    expect(shown).toMatch(/implementation\s*: "0x\w+" => "0x\w+"/);
    await network.up();
    expect(described()).toEqual([
      expect.stringMatching(/^deploy AndeConsensus at 0x/),
      expect.stringMatching(/^schedule: upgrade AndeConsensus to 0x/),
    ]);
    expect(calls()).toMatchObject({ version: "1.0", meta: { createdFromSafeAddress: at("Safe") } });
    expect(await guide.decide("N=0", owners.slice(0, 2))).toMatch(/GS020/);
    await guide.decide("N=0", owners.slice(1, 4));
    await network.up();
    expect(described()).toEqual([expect.stringMatching(/^schedule: upgrade AndeConsensus to 0x/)]);
    expect(await guide.decide("N=0", [owners[0]!, owners[0]!, owners[1]!])).toMatch(/GS026/);
    await guide.decide("N=0", [owners[4]!, owners[0]!, owners[2]!]);
    await network.up();
    expect(described()).toEqual([]);
    expect(calls().meta.description).toMatch(/not yet: upgrade AndeConsensus to 0x\w+: from .*Z on/);
  });

  test("executes it after the delay, and nothing is left to do", async () => {
    const before = await implementation();
    await network.chain.rpc.send("evm_increaseTime", [delaySeconds + 1]);
    await network.chain.rpc.send("evm_mine", []);
    await network.up();
    expect(described()).toEqual([expect.stringMatching(/^execute: upgrade AndeConsensus to 0x/)]);
    expect(await implementation()).toBe(before);
    await guide.decide("N=0", owners.slice(0, 3));
    expect(await implementation()).not.toBe(before);
    await network.up();
    await network.up("--expect-no-changes");
  });

  test("stops votes, registration and the lease in an emergency at once, and lets them go on", async () => {
    const paused = () => ask("AndeConsensus", "paused");
    await guide.decide('"pause()"', owners.slice(0, 3));
    expect(await paused()).toBe(true);
    await guide.decide('"unpause()"', owners.slice(2, 5));
    expect(await paused()).toBe(false);
    const isEmergency = () => ask("AndeSequencerCoordinator", "isEmergencyMode");
    await guide.decide("activateEmergencyMode", owners.slice(0, 3));
    expect(await isEmergency()).toBe(true);
    await guide.decide('"deactivateEmergencyMode()"', owners.slice(0, 3));
    expect(await isEmergency()).toBe(false);
  });
});
