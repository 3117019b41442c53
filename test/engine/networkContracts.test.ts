import { spawnSync } from "node:child_process";
import { encodeBytes32String, Interface, ZeroAddress } from "ethers";
import type { RecordedDeployment } from "../../infra/components/recordedDeployment";
import { contractAbis } from "../../infra/resources/contracts/contractAbi";
import { askContractSet } from "../../tools/status/contractSet";
import { OperatorOnPaper } from "./operatorOnPaper";
import { OutsideNetwork } from "./outsideNetwork";

jest.setTimeout(300_000);

const recipients = [
  "0x00000000000000000000000000000000000000b1",
  "0x00000000000000000000000000000000000000b2",
];
const network = new OutsideNetwork("test-network-contracts", {
  network: "outside",
  environment: "local",
  chainId: 4321,
  contracts: {
    incomeShares: recipients.map((recipient, i) => ({ recipient, basisPoints: [8000, 2000][i] })),
  },
});

let deployment: RecordedDeployment;

type Name = keyof typeof contractAbis;
const abiOf = (name: Name) => new Interface(contractAbis[name]);
const ask = async (name: Name, question: string, ...args: unknown[]) => {
  const { address } = deployment.contracts[name]!;
  const data = abiOf(name).encodeFunctionData(question, args);
  const answer = await network.chain.rpc.call({ to: address, data });
  return abiOf(name).decodeFunctionResult(question, answer)[0];
};
const byHand = async (name: Name, call: string, ...args: unknown[]) => {
  const data = abiOf(name).encodeFunctionData(call, args);
  const to = deployment.contracts[name]!.address;
  await (await network.deployer.sendTransaction({ to, data })).wait();
};

/** The contract as `make status` asks a host for it; this machine is the host. */
const shownByStatus = () => {
  const { AndeConsensus } = deployment.contracts;
  const { hostname: address, port } = new URL(network.chain.rpcUrl);
  const session = {
    run: async (command: string, { input = "" } = {}) => {
      const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { input, encoding: "utf8" });
      return { code: status ?? 1, stdout, stderr };
    },
  };
  return askContractSet(session, { contract: AndeConsensus!.address, address, port: Number(port) });
};

beforeAll(() => network.start());
afterAll(() => network.stop());

describe("the network's contracts on an outside chain", () => {
  test("up deploys all of them, each told of the others and obeying the admin", async () => {
    await network.up();
    deployment = network.deployment();
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
    await network.up("--expect-no-changes");
  });

  test("a parameter changed by hand shows in a preview, and up puts it back", async () => {
    const [, ...rest] = await ask("AndeConsensus", "getParameters");
    await byHand("AndeConsensus", "setParameters", [5n * rest[0], ...rest]);
    await byHand("AndeSequencerCoordinator", "setTreasury", recipients[0]);
    const shown = await network.preview();
    expect(shown).toMatch(/minimumStake\s*: "5000000000000000000000" => "1000000000000000000000"/);
    expect(shown).toMatch(/treasury\s*: "0x0+b1" => "0x\w+"/i);
    expect(shown).toContain("2 to update");
    await network.up();
    expect((await ask("AndeConsensus", "getParameters"))[0]).toBe(10n ** 21n);
    expect(await ask("AndeSequencerCoordinator", "treasury")).toBe(network.deployer.address);
    await network.up("--expect-no-changes");
  });

  test("an operator registers with its own key; a second time there is nothing to send", async () => {
    const operator = new OperatorOnPaper(network.chain, network.deployer, deployment, network.cwd);
    await operator.fund(2);
    expect(await operator.register()).toEqual(operator.wanted);
    expect([...(await ask("AndeConsensus", "getActiveValidators"))]).toEqual([operator.owner]);
    expect([...(await ask("AndeSequencerCoordinator", "getActiveSequencers"))]).toEqual([operator.owner]);
    expect(await ask("AndeConsensus", "powerOf", operator.owner)).toBe(2n);
    expect(await shownByStatus()).toEqual({
      epoch: Number(await ask("AndeConsensus", "currentEpoch")),
      registered: 1,
      powers: { [operator.consensusAddress]: 2 },
    });
    const before = await network.chain.rpc.getTransactionCount(operator.owner);
    await operator.fund(2);
    expect(await operator.register()).toEqual(operator.wanted);
    expect(await network.chain.rpc.getTransactionCount(operator.owner)).toBe(before);
    operator.forget();
  });

  test("an upgrade of one contract previews as exactly that, and what is registered stays", async () => {
    network.changeCode("AndeConsensus");
    const before = deployment.contracts.AndeConsensus!;
    const shown = await network.preview();
    expect(shown).toContain("1 to update");
    expect(shown).toMatch(new RegExp(`implementation\\s*: "${before.implementation}" => "0x\\w+"`));
    await network.up();
    deployment = network.deployment();
    expect(deployment.contracts.AndeConsensus!.address).toBe(before.address);
    expect(deployment.contracts.AndeConsensus!.implementation).not.toBe(before.implementation);
    expect([...(await ask("AndeConsensus", "getActiveValidators"))]).toHaveLength(1);
    await network.up("--expect-no-changes");
  });

  test("other shares of the income are a change of one value, at the same address", async () => {
    network.want({ incomeShares: [{ recipient: recipients[1], basisPoints: 10_000 }] });
    expect(await network.preview()).toContain("1 to update");
    await network.up();
    expect([...(await ask("MevDistributor", "getShares"))]).toHaveLength(1);
    expect(await ask("MevDistributor", "owner")).not.toBe(ZeroAddress);
  });
});
