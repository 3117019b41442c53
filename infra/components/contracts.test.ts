import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { AbiCoder, getAddress, Interface } from "ethers";
import { makeFakeArtifacts } from "../../tools/graph/fakeArtifacts";
import { contractsSchema } from "../config/contracts";
import type { Plan } from "../plan/plan";
import { planContracts } from "../plan/planContracts";
import { contractAbis } from "../resources/contracts/contractAbi";
import { contractAddress } from "../resources/contracts/contractAddress";
import type { ContractInputs } from "../resources/contracts/deployContract";
import { readArtifact } from "./artifacts";
import { type CatalogueEntry, catalogue, tokenMaxSupply } from "./contractCatalogue";
import { applyContracts } from "./contracts";
import { planGenesisContracts } from "./genesisContracts";
import { type DeploymentFacts, type Planned, planDeployment } from "./planDeployment";
import { planOnce } from "./plannedDeployment";

const deployer = getAddress("0x00000000000000000000000000000000000000aa");
const multisig = getAddress("0x00000000000000000000000000000000000000bb");
const timelock = getAddress("0x00000000000000000000000000000000000000cc");
const planWith = (contracts: object = {}) =>
  ({
    network: "sample",
    stack: "sample",
    environment: "local",
    lease: { blocks: 100, missesToFailOver: 10 },
    hosts: [],
    contracts: planContracts({
      contracts: contractsSchema.parse(contracts),
      chainId: 1234,
      environment: "local",
    }),
  }) as unknown as Plan;

let rootDir: string;
const made: runtime.MockResourceArgs[] = [];

beforeAll(async () => {
  rootDir = makeFakeArtifacts();
  await runtime.setMocks({
    newResource: (args) => {
      made.push(args);
      const seen = { present: true, blockNumber: 7, transactionHash: "0x77", codeHash: "0x1" };
      return { id: args.inputs.address ?? args.name, state: { ...args.inputs, ...seen } };
    },
    call: () => ({}),
  });
});
afterAll(() => rmSync(rootDir, { recursive: true, force: true }));

const plannedOf = (plan: Plan) =>
  planOnce(plan, { rootDir, deployerKeyFile: "key", deployerAddress: deployer });
const rpcUrl = "http://127.0.0.1:8545";

describe("applyContracts", () => {
  test("gives the token an address that follows from code, admin and cap", async () => {
    const { addresses } = applyContracts(planWith(), plannedOf(planWith()), { rpcUrl });
    const address = await new Promise((done) => addresses.AndeToken!.apply(done));
    const constructorArgs = AbiCoder.defaultAbiCoder().encode(
      ["address", "uint256"],
      [deployer, 1_000_000_000n * 10n ** 18n],
    );
    const token = made.find(({ name }) => name === "sample-ande-token")!;
    expect(token).toMatchObject({
      type: "pulumi-nodejs:dynamic/cordillera:Contract",
      inputs: { name: "AndeToken", chainId: 1234, constructorArgs, sending: { sink: "broadcast" } },
    });
    expect(address).toBe(contractAddress({ bytecode: "0x6001", constructorArgs, salt: token.inputs.salt }));
    expect(tokenMaxSupply).toBe(10n ** 27n);
  });

  test("writes the plan for the providers, and for everybody what stands where", async () => {
    const { deployment } = applyContracts(planWith(), plannedOf(planWith()), { rpcUrl });
    const told = await new Promise((done) => deployment.apply(done));
    const plan = JSON.parse(
      readFileSync(join(rootDir, ".cordillera/stacks/sample/contracts/plan.json"), "utf8"),
    );
    expect(plan.steps.map(({ name, kind }: { name: string; kind: string }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(["code ProxyFactory", "code AndeToken"]),
    );
    const recorded = JSON.parse(readFileSync(join(rootDir, "stacks/deployments/sample.json"), "utf8"));
    expect(recorded).toEqual(told);
    expect(recorded).toMatchObject({
      chainId: 1234,
      deployer,
      contracts: { AndeToken: { blockNumber: 7, transactionHash: "0x77" } },
    });
    expect(new Interface(recorded.contracts.AndeToken.abi).getFunction("mint")).not.toBeNull();
  });
});

describe("planGenesisContracts", () => {
  const planned = (contracts: object = {}) =>
    planGenesisContracts(planWith(contracts), plannedOf(planWith(contracts)));
  const known = (contracts?: object) => new Promise((done) => planned(contracts)!.apply(done));

  test("names the proxies where the chain will have them, whoever sends the calls", async () => {
    const { addresses } = applyContracts(planWith(), plannedOf(planWith()), { rpcUrl });
    const address = (name: string) => new Promise((done) => addresses[name]!.apply(done));
    expect(await known()).toEqual({
      consensus: await address("AndeConsensus"),
      coordinator: await address("AndeSequencerCoordinator"),
    });
    expect(await known({ deployer: { address: multisig, keyVariable: "KEY" } })).not.toEqual(await known());
    // Made by the deployer, as the record says; a multisig that sends the calls of today moves nothing.
    expect(await known({ sink: "calldata", admin: { multisig } })).toEqual(await known());
  });

  test("names none where the contracts stand on another chain", () => {
    const chain = { rpcUrl: "http://10.0.0.1:8545", chainId: 7 };
    expect(planned({ chain })).toBeUndefined();
  });
});

describe("planDeployment", () => {
  const upgradeable: CatalogueEntry[] = [
    { name: "ProxyFactory" },
    { name: "AndeToken", constructorArgs: ({ admin }) => [admin, 1], initialize: ({ admin }) => [admin] },
  ];
  const abis = contractAbis as unknown as Record<string, string[]>;
  const tokenAbi = abis.AndeToken!;

  beforeAll(() => {
    abis.AndeToken = [...tokenAbi, "function initialize(address admin)"];
  });
  afterAll(() => {
    abis.AndeToken = tokenAbi;
  });

  const facts = (at: Partial<DeploymentFacts> = {}): DeploymentFacts => ({
    ownDeployer: { address: deployer, keyFile: "key" },
    catalogue: upgradeable,
    artifacts: Object.fromEntries(
      ["ProxyFactory", "AndeToken", "AndeProxy"].map((name) => [name, readArtifact(rootDir, name)]),
    ),
    recorded: undefined,
    ...at,
  });
  const tokenOf = (contracts: object, at?: Partial<DeploymentFacts>): Planned<ContractInputs> =>
    planDeployment(planWith(contracts), facts(at)).contracts.AndeToken!;

  test("keeps a proxy's address when its code changes", () => {
    const changed = facts().artifacts;
    changed.AndeToken = { ...changed.AndeToken!, bytecode: "0x6002" };
    const [before, after] = [tokenOf({}), tokenOf({}, { artifacts: changed })];
    expect(after.address).toBe(before.address);
    expect(after.implementation).not.toBe(before.implementation);
  });

  test("keeps a recorded proxy's address when another account sends the calls of today", () => {
    const planned = planDeployment(planWith(), facts());
    const { address } = planned.contracts.AndeToken!;
    const contracts = {
      AndeToken: { address, implementation: address, maker: planned.makers.AndeToken!, abi: [] },
    };
    const recorded = { network: "sample", chainId: 1234, deployer, contracts };
    const byMultisig = { sink: "calldata", admin: { multisig } };
    expect(tokenOf(byMultisig, { recorded }).address).toBe(address);
    expect(tokenOf(byMultisig).address).not.toBe(address);
    const ofOthers = { ...recorded, deployer: multisig };
    expect(tokenOf({}, { recorded: ofOthers }).address).toBe(address);
  });

  test("lets contracts obey the timelock, and the multisig propose to it", () => {
    const admin = { multisig, timelock: { address: timelock, delaySeconds: 60 } };
    expect(tokenOf({ admin }).sending.admin).toEqual({
      address: timelock,
      proposer: multisig,
      delaySeconds: 60,
    });
    expect(tokenOf({ admin: { multisig } }).sending.admin).toEqual({ address: multisig });
    expect(tokenOf({}).sending.admin).toEqual({ address: deployer });
  });

  describe("where up makes the admin", () => {
    const owners = ["b1", "b2", "b3"].map((end) => getAddress(`0x${"0".repeat(38)}${end}`));
    const made = (contracts: object = {}, at: Partial<DeploymentFacts> = {}) => {
      const ofAdmin = ["SafeL2", "SafeProxyFactory", "Safe", "AndeTimelock"];
      const names = [...ofAdmin, ...catalogue.map(({ name }) => name)];
      const artifacts = Object.fromEntries(names.map((name) => [name, readArtifact(rootDir, name)]));
      return planDeployment(
        planWith({ admin: { safe: { owners, threshold: 2 }, timelock: { delaySeconds: 60 } }, ...contracts }),
        facts({ ...at, artifacts: { ...facts().artifacts, ...artifacts } }),
      );
    };

    test("it stands before the contracts, which are the deployer's first", () => {
      const { contracts, handOver, plan } = made({}, { catalogue: [catalogue[0]!, catalogue[1]!] });
      expect(Object.keys(contracts)).toEqual([
        "SafeL2",
        "SafeProxyFactory",
        "Safe",
        "AndeTimelock",
        "ProxyFactory",
        "AndeToken",
      ]);
      const { AndeTimelock, Safe, AndeToken } = contracts as Record<string, ContractInputs>;
      expect(AndeToken!.sending.admin).toEqual({
        address: AndeTimelock!.address,
        proposer: Safe!.address,
        delaySeconds: 60,
      });
      expect(AbiCoder.defaultAbiCoder().decode(["address"], AndeToken!.constructorArgs)[0]).toBe(deployer);
      expect(AndeToken!.owner!.described).toContain(AndeTimelock!.address);
      expect(handOver!.items.map(({ label }) => label)).toEqual([
        "AndeToken obeys the admin",
        "AndeToken obeys the deployer",
      ]);
      expect(plan.steps.slice(-2).map(({ name }) => name)).toEqual(handOver!.items.map(({ label }) => label));
    });

    test("its address follows from owners and threshold", () => {
      const of = (safe: object) =>
        made({ admin: { safe, timelock: { delaySeconds: 60 } } }).contracts.Safe!.address;
      const address = of({ owners, threshold: 2 });
      expect(of({ owners, threshold: 2 })).toBe(address);
      expect(of({ owners, threshold: 3 })).not.toBe(address);
      expect(of({ owners: owners.slice(1), threshold: 2 })).not.toBe(address);
    });

    test("contracts stay where they are when the description names the Safe instead", () => {
      const { contracts, firstAdmin, deployer: sender } = made({}, { catalogue });
      const recorded = { network: "sample", chainId: 1234, deployer: sender, firstAdmin, contracts: {} };
      const admin = {
        multisig: contracts.Safe!.address,
        timelock: { address: contracts.AndeTimelock!.address, delaySeconds: 90 },
      };
      const named = made({ admin }, { recorded: recorded as never, catalogue });
      for (const name of ["AndeToken", "AndeRegistry"])
        expect(named.contracts[name]!.address).toBe(contracts[name]!.address);
      expect(named.handOver!.items).toHaveLength(9);
    });
  });

  test("refuses an address whose checksum is wrong", () => {
    const slip = "0x52908400098527886E0F7030069857D2E4169Ee7";
    expect(() => tokenOf({ admin: { multisig: slip } })).toThrow(
      [
        "contracts.admin.multisig has a slip of the pen: its checksum is wrong.",
        `  - got: ${slip}`,
        "  fix: Copy the address again, or write it in small letters if you are sure of it.",
      ].join("\n"),
    );
  });

  test("splits income only where the description names shares", () => {
    const shares = [{ recipient: multisig, basisPoints: 10_000 }];
    const wanted = catalogue.filter(({ isWanted }) => isWanted?.({ incomeShares: shares }) ?? true);
    const bare = catalogue.filter(({ isWanted }) => isWanted?.({ incomeShares: [] }) ?? true);
    expect(wanted.map(({ name }) => name).filter((name) => !bare.some((one) => one.name === name))).toEqual([
      "MevDistributor",
    ]);
  });

  test("asks for every contract of the catalogue only what stands before it", () => {
    const names = catalogue.map(({ name }) => name);
    const artifacts = Object.fromEntries(
      [...names, "AndeProxy"].map((name) => [name, readArtifact(rootDir, name)]),
    );
    const planned = planDeployment(planWith(), facts({ catalogue, artifacts }));
    expect(Object.keys(planned.contracts)).toEqual(names);
  });
});

describe("readArtifact", () => {
  test("names the command that compiles a contract", () => {
    expect(() => readArtifact(tmpdir(), "Nothing")).toThrow(
      [
        'Contract "Nothing" is not compiled.',
        "  - file: contracts/out/Nothing.sol/Nothing.json",
        "  fix: npm run build:contracts",
      ].join("\n"),
    );
  });
});
