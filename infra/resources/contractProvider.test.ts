import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { concat, keccak256, Wallet, ZeroHash, zeroPadValue } from "ethers";
import { startTestChain, type TestChain } from "../../test/unit/testChain";
import { contractAddress, deploymentProxy } from "./contractAddress";
import type { ContractInputs } from "./deployContract";
import { unknownValue } from "./inputs";
import { providerText } from "./providerText";

// Returns 64 bytes of code that hold its own address and the chain id, as immutables do.
const bytecode = "0x306000524660205260406000f3";
const reverting = "0x60006000fd";

jest.setTimeout(60_000);

describe("Contract provider", () => {
  let chain: TestChain;
  let folder: string;
  let provider: dynamic.ResourceProvider;

  beforeAll(async () => {
    chain = await startTestChain(1234);
    folder = await mkdtemp(join(tmpdir(), "contract-"));
    await writeFile(join(folder, "deployer"), `${chain.richKey}\n`);
    // The engine runs this text, not the module.
    const loaded = { exports: {} as { handler(): dynamic.ResourceProvider } };
    new Function("exports", "require", "module", providerText("Contract"))(loaded.exports, require, loaded);
    provider = loaded.exports.handler();
  });

  afterAll(async () => {
    chain?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  let nextSalt = 1;
  const inputsOf = (at: Partial<ContractInputs> = {}): ContractInputs => {
    const code = {
      bytecode,
      constructorArgs: "0x",
      salt: zeroPadValue(`0x${(nextSalt++).toString(16).padStart(2, "0")}`, 32),
      ...at,
    };
    return {
      name: "Sample",
      rpcUrl: chain.rpcUrl,
      chainId: chain.chainId,
      deployerKeyFile: join(folder, "deployer"),
      timeoutSeconds: 5,
      ...code,
      address: at.address ?? contractAddress(code),
    };
  };
  const checked = async (inputs: ContractInputs) => (await provider.check!({}, inputs)).inputs;
  const create = async (inputs: ContractInputs) => (await provider.create(await checked(inputs))).outs;
  const nonceOf = (key: string) => chain.rpc.getTransactionCount(new Wallet(key).address);

  test("puts the contract where the preview said, and holds no key in its state", async () => {
    const inputs = inputsOf();
    const outs = await create(inputs);
    const code = await chain.rpc.getCode(inputs.address);
    expect(code.toLowerCase()).toContain(inputs.address.slice(2).toLowerCase());
    expect(outs.codeHash).toBe(keccak256(code));
    expect(outs.transactionHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(JSON.stringify(outs)).not.toContain(chain.richKey.slice(2));
  });

  test("adopts a contract that is there without sending anything", async () => {
    const inputs = inputsOf();
    await create(inputs);
    const before = await nonceOf(chain.richKey);
    const again = await create(inputs);
    expect(again.transactionHash).toBe("");
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("refuses to adopt other code at the address", async () => {
    const inputs = inputsOf();
    await chain.rpc.send("anvil_setCode", [inputs.address, "0x6001"]);
    await expect(create(inputs)).rejects.toThrow(
      /^Other code stands where Sample belongs; it is not adopted\./,
    );
  });

  test("says that the chain has no deployment proxy", async () => {
    const proxyCode = await chain.rpc.getCode(deploymentProxy);
    await chain.rpc.send("anvil_setCode", [deploymentProxy, "0x"]);
    await expect(create(inputsOf())).rejects.toThrow(
      [
        "The chain has no deterministic deployment proxy.",
        "  - address: 0x4e59b44847b379578588920cA78FbF26c0B4956C",
        `  - url: ${chain.rpcUrl}`,
        "  fix: Put the proxy into the genesis, or send its keyless transaction (deterministic-deployment-proxy).",
      ].join("\n"),
    );
    await chain.rpc.send("anvil_setCode", [deploymentProxy, proxyCode]);
  });

  test("says how much the deployer lacks", async () => {
    const poor = Wallet.createRandom();
    await writeFile(join(folder, "poor"), poor.privateKey);
    const failed = create(inputsOf({ deployerKeyFile: join(folder, "poor") }));
    await expect(failed).rejects.toThrow(
      new RegExp(`^The deployer cannot pay for Sample\\.\n  - deployer: ${poor.address}\n  - balance: 0.0\n`),
    );
    await expect(failed).rejects.toThrow(/missing: 0\.000\d+/);
  });

  test("sends nothing to another chain", async () => {
    const before = await nonceOf(chain.richKey);
    await expect(create(inputsOf({ chainId: 2019 }))).rejects.toThrow(
      /^Another chain answers; nothing was sent\.\n {2}- url: .*\n {2}- wanted: 2019\n {2}- answered: 1234/,
    );
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("sends nothing when the constructor reverts", async () => {
    await expect(create(inputsOf({ bytecode: reverting }))).rejects.toThrow(
      /^The constructor of Sample fails; nothing was sent\./,
    );
  });

  test("names the transaction that got no receipt, and the next run adopts what it made", async () => {
    const inputs = { ...inputsOf(), timeoutSeconds: 1 };
    await chain.rpc.send("evm_setAutomine", [false]);
    await expect(create(inputs)).rejects.toThrow(
      /^No receipt for the transaction that makes Sample\.\n {2}- transaction: 0x[0-9a-f]{64}\n {2}- waited: 1 s/,
    );
    await expect(create(inputs)).rejects.toThrow(
      /^An earlier transaction of the deployer is not in a block\./,
    );
    await chain.rpc.send("evm_setAutomine", [true]);
    await chain.rpc.send("evm_mine", []);
    expect((await create(inputs)).transactionHash).toBe("");
  });

  test("waits for a chain that is away, then says so", async () => {
    await expect(create({ ...inputsOf(), rpcUrl: "http://127.0.0.1:9", timeoutSeconds: 1 })).rejects.toThrow(
      /^The chain's JSON-RPC does not answer\.\n {2}- url: http:\/\/127\.0\.0\.1:9\n {2}- waited: 1 s/,
    );
  });

  test("reads a lost contract as a change, and update deploys it again", async () => {
    const inputs = await checked(inputsOf());
    const { outs } = await provider.create(inputs);
    expect((await provider.read!(inputs.address, outs)).props).toEqual(outs);
    await chain.rpc.send("anvil_setCode", [inputs.address, "0x"]);
    await chain.rpc.send("anvil_setNonce", [inputs.address, "0x0"]);
    const { props } = await provider.read!(inputs.address, outs);
    expect(props.present).toBe(false);
    expect((await provider.diff!(inputs.address, props, inputs)).changes).toBe(true);
    const mended = await provider.update!(inputs.address, props, inputs);
    expect(mended.outs.codeHash).toBe(outs.codeHash);
  });

  test("reads nothing into a chain that is away", async () => {
    const state = { ...(await create(inputsOf())), rpcUrl: "http://127.0.0.1:9" };
    expect((await provider.read!("", state)).props).toEqual(state);
  });

  test("finds no change in the same inputs", async () => {
    const inputs = await checked(inputsOf());
    expect((await provider.diff!("", { ...inputs, codeHash: "0x1" }, inputs)).changes).toBe(false);
  });

  test("replaces for other code, made before the old is let go", async () => {
    const inputs = await checked(inputsOf());
    const changed = { ...inputs, bytecode: concat([bytecode, "0x00"]) };
    const news = { ...changed, address: contractAddress(changed) };
    expect(await provider.diff!("", inputs, news)).toEqual({
      changes: true,
      replaces: ["bytecode", "address"],
      deleteBeforeReplace: false,
    });
  });

  test("changes in place when the way to the chain changes", async () => {
    const inputs = await checked(inputsOf());
    const moved = { ...inputs, rpcUrl: "http://127.0.0.1:1" };
    expect(await provider.diff!("", inputs, moved)).toMatchObject({ changes: true, replaces: [] });
  });

  test("passes values that a preview does not know", async () => {
    const inputs = { ...inputsOf(), constructorArgs: unknownValue, address: unknownValue };
    expect((await provider.check!({}, inputs)).failures).toEqual([]);
    expect((await provider.diff!("", await checked(inputsOf()), inputs)).replaces).toContain("address");
  });

  test.each([
    [{ bytecode: "0x60__$abc$__" }, "bytecode: must be whole bytes in hex with 0x (is a library unlinked?)"],
    [{ name: "" }, "name: required"],
    [{ address: deploymentProxy }, /^address: code and salt yield 0x/],
  ])("refuses %p", async (wrong, reason) => {
    const inputs = { ...inputsOf({ salt: ZeroHash }), ...wrong };
    const { failures } = await provider.check!({}, inputs);
    expect(failures!.map((failure) => failure.reason)).toEqual([
      expect.stringMatching(reason instanceof RegExp ? reason : reason.replace(/[()?]/g, "\\$&")),
    ]);
  });
});

describe("contractAddress", () => {
  // https://eips.ethereum.org/EIPS/eip-1014 gives the formula; this proxy's well-known vector is the empty contract.
  test("depends on arguments as much as on code", () => {
    const code = { bytecode, constructorArgs: "0x", salt: ZeroHash };
    const other = contractAddress({ ...code, constructorArgs: "0x01" });
    expect(contractAddress(code)).not.toBe(other);
    expect(contractAddress({ ...code, bytecode: concat([bytecode, "0x01"]) })).toBe(other);
  });
});
