import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBytes32String, Interface, Wallet, ZeroAddress } from "ethers";
import type { RecordedDeployment } from "../../infra/components/recordedDeployment";
import { contractsSchema } from "../../infra/config/contracts";
import { planContracts } from "../../infra/plan/planContracts";
import { contractAbis } from "../../infra/resources/contractAbi";
import { projectFolder, TestStack } from "../stack/testStack";
import { startTestChain, type TestChain } from "../unit/testChain";
import { OperatorOnPaper } from "./operatorOnPaper";

jest.setTimeout(300_000);

const stack = new TestStack("test-network-contracts");
const cwd = join(stack.home, "program");
const wantedFile = join(stack.home, "wanted.json");
const recipients = [
  "0x00000000000000000000000000000000000000b1",
  "0x00000000000000000000000000000000000000b2",
];

let chain: TestChain;
let deployer: Wallet;
let deployment: RecordedDeployment;

const run = (...args: string[]) => stack.pulumi(args, { cwd });
const mustRun = async (...args: string[]) => (await stack.mustSucceed(run(...args))).output;
const preview = () => mustRun("preview", "--diff");
const up = (...args: string[]) => mustRun("up", "--yes", "--skip-preview", ...args);

type Name = keyof typeof contractAbis;
const abiOf = (name: Name) => new Interface(contractAbis[name]);
const ask = async (name: Name, question: string, ...args: unknown[]) => {
  const { address } = deployment.contracts[name]!;
  const answer = await chain.rpc.call({ to: address, data: abiOf(name).encodeFunctionData(question, args) });
  return abiOf(name).decodeFunctionResult(question, answer)[0];
};
const byHand = async (name: Name, call: string, ...args: unknown[]) => {
  const data = abiOf(name).encodeFunctionData(call, args);
  await (await deployer.sendTransaction({ to: deployment.contracts[name]!.address, data })).wait();
};

function want(contracts: object = {}): void {
  const outside = { chain: { rpcUrl: chain.rpcUrl, chainId: chain.chainId }, timeoutSeconds: 20 };
  const shares = recipients.map((recipient, i) => ({ recipient, basisPoints: [8000, 2000][i] }));
  const described = contractsSchema.parse({ ...outside, incomeShares: shares, ...contracts });
  const plan = {
    network: "outside",
    stack: stack.name,
    lease: { blocks: 100, missesToFailOver: 10 },
    contracts: planContracts({ contracts: described, chainId: 1, environment: "local" }),
  };
  const args = { rpcUrl: chain.rpcUrl, deployerAddress: deployer.address, deployerKeyFile: "deployer_key" };
  writeFileSync(wantedFile, JSON.stringify({ plan, args }));
}

beforeAll(async () => {
  chain = await startTestChain(4321);
  deployer = new Wallet(chain.richKey, chain.rpc);
  cpSync(join(__dirname, "networkProgram"), cwd, { recursive: true });
  cpSync(join(projectFolder, "contracts/out"), join(cwd, "contracts/out"), { recursive: true });
  symlinkSync(join(projectFolder, "node_modules"), join(cwd, "node_modules"));
  writeFileSync(
    join(cwd, "tsconfig.json"),
    JSON.stringify({ extends: join(projectFolder, "tsconfig.json") }),
  );
  writeFileSync(join(cwd, "deployer_key"), chain.richKey, { mode: 0o600 });
  want();
  await mustRun("stack", "init");
  await mustRun("config", "set", "wanted", wantedFile);
  await mustRun("config", "set", "project", projectFolder);
});
afterAll(async () => {
  await run("stack", "rm", "--yes", "--force");
  chain?.stop();
  stack.remove();
});

describe("the network's contracts on an outside chain", () => {
  test("up deploys all of them, each told of the others and obeying the admin", async () => {
    await up();
    deployment = JSON.parse(readFileSync(join(cwd, `stacks/deployments/${stack.name}.json`), "utf8"));
    const names = ["AndeToken", "AndeConsensus", "AndeSequencerCoordinator"] as const;
    for (const name of names) {
      expect(await ask("AndeRegistry", "contractOf", encodeBytes32String(name))).toBe(
        deployment.contracts[name]!.address,
      );
    }
    expect(await ask("AndeConsensus", "stakeToken")).toBe(deployment.contracts.AndeToken!.address);
    expect([...(await ask("AndeSequencerCoordinator", "getParameters"))].slice(3, 5)).toEqual([100n, 10n]);
    expect([...(await ask("MevDistributor", "getShares"))].map(([, share]) => share)).toEqual([8000n, 2000n]);
    expect(await ask("AndeConsensus", "getCurrentProposer")).not.toBe(undefined);
  });

  test("a second up changes nothing", async () => {
    await up("--expect-no-changes");
  });

  test("a parameter changed by hand shows in a preview, and up puts it back", async () => {
    const [, ...rest] = await ask("AndeConsensus", "getParameters");
    await byHand("AndeConsensus", "setParameters", [5n * rest[0], ...rest]);
    await byHand("AndeSequencerCoordinator", "setTreasury", recipients[0]);
    const shown = await preview();
    expect(shown).toMatch(/minimumStake\s*: "5000000000000000000000" => "1000000000000000000000"/);
    expect(shown).toMatch(/treasury\s*: "0x0+b1" => "0x\w+"/i);
    expect(shown).toContain("2 to update");
    await up();
    expect((await ask("AndeConsensus", "getParameters"))[0]).toBe(10n ** 21n);
    expect(await ask("AndeSequencerCoordinator", "treasury")).toBe(deployer.address);
    await up("--expect-no-changes");
  });

  test("an operator registers with its own key; a second time there is nothing to send", async () => {
    const operator = new OperatorOnPaper(chain, deployer, deployment, cwd);
    await operator.fund(2);
    expect(await operator.register()).toEqual(operator.wanted);
    expect([...(await ask("AndeConsensus", "getActiveValidators"))]).toEqual([operator.owner]);
    expect([...(await ask("AndeSequencerCoordinator", "getActiveSequencers"))]).toEqual([operator.owner]);
    expect(await ask("AndeConsensus", "powerOf", operator.owner)).toBe(2n);
    const before = await chain.rpc.getTransactionCount(operator.owner);
    await operator.fund(2);
    expect(await operator.register()).toEqual(operator.wanted);
    expect(await chain.rpc.getTransactionCount(operator.owner)).toBe(before);
    operator.forget();
  });

  test("an upgrade of one contract previews as exactly that, and what is registered stays", async () => {
    const artifact = join(cwd, "contracts/out/AndeConsensus.sol/AndeConsensus.json");
    const compiled = JSON.parse(readFileSync(artifact, "utf8"));
    // Another build: what stands behind the code is never run.
    compiled.bytecode.object += "fe";
    writeFileSync(artifact, JSON.stringify(compiled));
    const before = deployment.contracts.AndeConsensus!;
    const shown = await preview();
    expect(shown).toContain("1 to update");
    expect(shown).toMatch(new RegExp(`implementation\\s*: "${before.implementation}" => "0x\\w+"`));
    await up();
    deployment = JSON.parse(readFileSync(join(cwd, `stacks/deployments/${stack.name}.json`), "utf8"));
    expect(deployment.contracts.AndeConsensus!.address).toBe(before.address);
    expect(deployment.contracts.AndeConsensus!.implementation).not.toBe(before.implementation);
    expect([...(await ask("AndeConsensus", "getActiveValidators"))]).toHaveLength(1);
    await up("--expect-no-changes");
  });

  test("other shares of the income are a change of one value, at the same address", async () => {
    want({ incomeShares: [{ recipient: recipients[1], basisPoints: 10_000 }] });
    expect(await preview()).toContain("1 to update");
    await up();
    expect([...(await ask("MevDistributor", "getShares"))]).toHaveLength(1);
    expect(await ask("MevDistributor", "owner")).not.toBe(ZeroAddress);
  });
});
