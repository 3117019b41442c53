import { exampleCloud, parseExample, refusal, refusalOf } from "../../test/unit/exampleNetwork";
import { planContracts } from "../plan/planContracts";

const account = `0x${"a1".repeat(20)}`;
const deployer = { address: account, keyVariable: "KEY" };
const { contracts: _contracts, ...bare } = exampleCloud();
const cloudWith = (contracts: unknown) => ({ ...bare, contracts });
const mainnet = { environment: "mainnet", chainId: 424242 };

describe("contracts of a description", () => {
  test("are broadcast to the network's own chain by the key that up makes, where nothing is said", () => {
    expect(planContracts(parseExample(bare))).toEqual({
      chainId: parseExample(bare).chainId,
      sink: "broadcast",
      registerValidators: true,
      parameters: {
        stakePerPowerAnde: 1000,
        withdrawalDelaySeconds: 604_800,
        epochBlocks: 3_888_000,
        maximumValidators: 50,
        jailSeconds: 604_800,
        forceInclusionBlocks: 50,
        forceInclusionBondAnde: 10,
      },
      fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
      timeoutSeconds: 90,
    });
  });

  test("may stand on another chain", () => {
    const chain = { rpcUrl: "https://rpc.example.org", chainId: 5 };
    expect(planContracts(parseExample(cloudWith({ chain })))).toMatchObject(chain);
  });

  test("tell all their faults at once", () => {
    const contracts = {
      chain: { rpcUrl: "https://user:word@rpc.example.org", chainId: 0 },
      sink: "mail",
      deployer: { address: "0x12", key: "0x34" },
      admin: { multisig: `0x${"0".repeat(40)}`, timelock: { address: account, delaySeconds: 0 } },
      fees: { maxFeeGwei: -1 },
    };
    expect(refusalOf(cloudWith(contracts))).toBe(
      refusal(
        'contracts.chain.rpcUrl: must be an http or https URL without credentials (got "https://user:word@rpc.example.org")',
        "contracts.chain.chainId: must be 1 or more (got 0)",
        'contracts.sink: unknown value (got "mail"; known broadcast, calldata, dry-run)',
        'contracts.deployer.address: must be an address: 0x and 40 hex digits (got "0x12")',
        "contracts.deployer.key: unknown key (known address, keystoreFile, passwordVariable, passwordFile, keyVariable)",
        `contracts.admin.multisig: must not be the zero address (got "0x${"0".repeat(40)}")`,
        "contracts.admin.timelock.delaySeconds: must be 1 or more (got 0)",
        "contracts.fees.maxFeeGwei: must be 0 or more (got -1)",
      ),
    );
  });

  test.each([
    [{ sink: "calldata" }, "contracts.admin: must be given where contracts.sink is calldata"],
    [{ deployer: { address: account } }, "contracts.deployer: must name one of keystoreFile and keyVariable"],
    [{ admin: {} }, "contracts.admin: must name one of multisig and safe"],
    [
      { admin: { multisig: account, safe: { owners: [account], threshold: 1 } } },
      "contracts.admin: must name one of multisig and safe",
    ],
    [
      { admin: { safe: { owners: [account], threshold: 2 } } },
      "contracts.admin.safe.threshold: must be at most the number of owners, 1 (got 2)",
    ],
    [
      { admin: { safe: { owners: [account, account.toUpperCase().replace("X", "x")], threshold: 1 } } },
      `contracts.admin.safe.owners: must name no owner twice (got ["${account}","0xA1A1A1A1A1A…)`,
    ],
    [
      { deployer: { address: account, keystoreFile: "a" } },
      "contracts.deployer: must name one of passwordFile and passwordVariable for its keystore",
    ],
    [
      { deployer: { ...deployer, passwordFile: "a" } },
      "contracts.deployer: needs no password where keyVariable names the key",
    ],
    [
      { fees: { maxFeeGwei: 1, maxPriorityFeeGwei: 2 } },
      "contracts.fees.maxPriorityFeeGwei: must be at most contracts.fees.maxFeeGwei, 1 (got 2)",
    ],
    [
      { registerValidators: true, admin: { multisig: account } },
      "contracts.registerValidators: must not be true where a multisig decides, or where nothing is sent",
    ],
    [
      { parameters: { withdrawalDelaySeconds: 172_800 } },
      "contracts.parameters.withdrawalDelaySeconds: must be 172801 or more (got 172800)",
    ],
    [
      { incomeShares: [{ recipient: account, basisPoints: 9_999 }] },
      `contracts.incomeShares: must add up to 10000 basis points (got [{"recipient":"${account}","…)`,
    ],
  ])("are refused as %j", (contracts, reason) => {
    expect(refusalOf(cloudWith(contracts))).toBe(refusal(reason));
  });

  test("have hosts registered by their own keys, but not on mainnet nor where a multisig decides", () => {
    const registers = (description: object) =>
      planContracts(parseExample(description as typeof bare)).registerValidators;
    expect(registers(bare)).toBe(true);
    expect(registers(cloudWith({ registerValidators: false }))).toBe(false);
    expect(registers(cloudWith({ admin: { multisig: account } }))).toBe(false);
    expect(registers({ ...exampleCloud(), ...mainnet })).toBe(false);
  });

  test("must have a timelock on mainnet, and three of five owners at least where its Safe is made", () => {
    const owners = [1, 2, 3, 4, 5].map((digit) => `0x${`a${digit}`.repeat(20)}`);
    const withAdmin = (admin: object) => ({ ...bare, ...mainnet, contracts: { deployer, admin } });
    expect(refusalOf(withAdmin({ safe: { owners: owners.slice(1), threshold: 2 } }))).toBe(
      refusal(
        "contracts.admin.safe.owners: must be at least 5 on mainnet (got 4)",
        "contracts.admin.safe.threshold: must be at least 3 on mainnet (got 2)",
        "contracts.admin.timelock: must be given on mainnet",
      ),
    );
    const admin = { safe: { owners, threshold: 3 }, timelock: { delaySeconds: 60 } };
    expect(parseExample(withAdmin(admin)).contracts?.admin).toEqual(admin);
  });

  test("must have a multisig and a kept key on mainnet; a testnet without is warned", () => {
    expect(refusalOf({ ...bare, ...mainnet })).toBe(
      refusal("contracts.admin: must be given on mainnet", "contracts.deployer: must be given on mainnet"),
    );
    expect(parseExample(bare).warnings).toContain(
      "the deployer's key alone owns the contracts: name a multisig under contracts.admin",
    );
    expect(parseExample({ ...exampleCloud(), ...mainnet }).contracts?.admin).toBeDefined();
  });
});
