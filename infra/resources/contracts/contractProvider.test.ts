// Longer than 300 lines: all of it shares one chain, and starting another costs seconds.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { keccak256, Wallet, ZeroHash, zeroPadValue } from "ethers";
import { loadProvider } from "../../../test/unit/loadProvider";
import { compileSamples, sampleAbi, sampleInputs } from "../../../test/unit/sampleContracts";
import { startTestChain, type TestChain } from "../../../test/unit/testChain";
import { readImplementation } from "../chain/deploymentPlan";
import type { Sending } from "../chain/sending";
import { unknownValue } from "../inputs";
import { contractAddress, deploymentProxy } from "./contractAddress";
import type { ContractInputs } from "./deployContract";

// Returns 64 bytes of code that hold its own address and the chain id, as immutables do.
const bytecode = "0x306000524660205260406000f3";
const reverting = "0x60006000fd";

jest.setTimeout(180_000);

let chain: TestChain;
let folder: string;
let provider: dynamic.ResourceProvider;
let samples: ReturnType<typeof compileSamples>;
let sending: Sending;

beforeAll(async () => {
  chain = await startTestChain(1234);
  folder = await mkdtemp(join(tmpdir(), "contract-"));
  samples = compileSamples(folder);
  await writeFile(join(folder, "deployer"), `${chain.richKey}\n`);
  provider = loadProvider("Contract");
  const { address } = new Wallet(chain.richKey);
  sending = {
    sink: "broadcast",
    deployer: { address, keyFile: join(folder, "deployer") },
    admin: { address },
    fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
    timeoutSeconds: 5,
    folder,
    callsFile: join(folder, "calls.json"),
  };
});

afterAll(async () => {
  chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

let nextSalt = 1;
const newSalt = () => zeroPadValue(`0x${(nextSalt++).toString(16).padStart(4, "0")}`, 32);

async function artifactOf(code: string): Promise<string> {
  const file = join(folder, `${keccak256(code).slice(2, 14)}.json`);
  await writeFile(file, JSON.stringify({ bytecode: { object: code } }));
  return file;
}

/** A contract without a proxy. */
async function plain(at: { code?: string; salt?: string; sending?: Partial<Sending> } = {}) {
  const artifact = await artifactOf(at.code ?? bytecode);
  return sampleInputs(chain, { ...sending, ...at.sending }, { artifact, salt: at.salt ?? newSalt() });
}

const checked = async (inputs: object) => (await provider.check!({}, inputs)).inputs;
const create = async (inputs: object) => (await provider.create(await checked(inputs))).outs;
const nonceOf = (key: string) => chain.rpc.getTransactionCount(new Wallet(key).address);

describe("a contract without a proxy", () => {
  test("stands where the preview said, and no key is in its state", async () => {
    const inputs = await plain();
    const outs = await create(inputs);
    const code = await chain.rpc.getCode(inputs.address);
    expect(code.toLowerCase()).toContain(inputs.address.slice(2).toLowerCase());
    expect(outs).toMatchObject({ codeHash: keccak256(code), present: true, implementation: inputs.address });
    expect(outs.transactionHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(outs.blockNumber).toBeGreaterThan(0);
    expect(JSON.stringify(outs)).not.toContain(chain.richKey.slice(2));
  });

  test("that is there is adopted without sending anything", async () => {
    const inputs = await plain();
    await create(inputs);
    const before = await nonceOf(chain.richKey);
    expect((await create(inputs)).transactionHash).toBe("");
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("is not adopted where other code stands", async () => {
    const inputs = await plain();
    await chain.rpc.send("anvil_setCode", [inputs.address, "0x6001"]);
    await expect(create(inputs)).rejects.toThrow(
      /^Other code stands where Sample belongs; it is not adopted\./,
    );
  });

  test("needs the deployment proxy, and says so", async () => {
    const proxyCode = await chain.rpc.getCode(deploymentProxy);
    await chain.rpc.send("anvil_setCode", [deploymentProxy, "0x"]);
    await expect(create(await plain())).rejects.toThrow(
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
    const deployer = { address: poor.address, keyFile: join(folder, "poor") };
    const failed = create(await plain({ sending: { deployer } }));
    await expect(failed).rejects.toThrow(
      new RegExp(
        `^The deployer cannot pay for Sample; nothing was sent\\.\n  - deployer: ${poor.address}\n  - balance: 0.0\n`,
      ),
    );
    await expect(failed).rejects.toThrow(/missing: 0\.000\d+/);
  });

  test("sends nothing to another chain", async () => {
    const before = await nonceOf(chain.richKey);
    await expect(create({ ...(await plain()), chainId: 2019 })).rejects.toThrow(
      /^Another chain answers; nothing was sent\.\n {2}- url: .*\n {2}- wanted: 2019\n {2}- answered: 1234/,
    );
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("sends nothing when the constructor reverts", async () => {
    await expect(create(await plain({ code: reverting }))).rejects.toThrow(
      /^The constructor of Sample fails; nothing was sent\./,
    );
  });

  test("names the transaction that got no receipt, and the next run ends it instead of sending another", async () => {
    const inputs = await plain({ sending: { timeoutSeconds: 1 } });
    const before = await nonceOf(chain.richKey);
    await chain.rpc.send("evm_setAutomine", [false]);
    await expect(create(inputs)).rejects.toThrow(
      /^No receipt: deploy Sample at 0x\w+\.\n {2}- transaction: 0x[0-9a-f]{64}\n {2}- nonce: \d+\n {2}- waited: 1 s/,
    );
    await expect(create(inputs)).rejects.toThrow(/^No receipt: deploy Sample/);
    await chain.rpc.send("evm_setAutomine", [true]);
    await chain.rpc.send("evm_mine", []);
    expect((await create(inputs)).transactionHash).toBe("");
    expect(await nonceOf(chain.richKey)).toBe(before + 1);
  });

  test("waits for a chain that is away, then says so", async () => {
    const inputs = await plain({ sending: { timeoutSeconds: 1 } });
    await expect(create({ ...inputs, rpcUrl: "http://127.0.0.1:9" })).rejects.toThrow(
      /^The chain's JSON-RPC does not answer\.\n {2}- url: http:\/\/127\.0\.0\.1:9\n {2}- waited: 1 s/,
    );
  });

  test("that the chain has lost reads as a change, and update deploys it again", async () => {
    const inputs = await checked(await plain());
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

  test("is not deployed from code that was compiled anew meanwhile", async () => {
    const inputs = await plain();
    await writeFile(inputs.artifact, JSON.stringify({ bytecode: { object: reverting } }));
    await expect(create(inputs)).rejects.toThrow(
      /^The compiled code of Sample is not what this run began with\./,
    );
    await artifactOf(bytecode);
  });
});

describe("a contract behind a proxy", () => {
  let factory: string;

  beforeAll(async () => {
    const inputs = sampleInputs(chain, sending, { artifact: samples.Factory });
    await create({ ...inputs, name: "ProxyFactory" });
    factory = inputs.address;
  });

  const proxied = (
    salt: string,
    {
      version = 1,
      ...at
    }: { version?: 1 | 2; limit?: number; admin?: string; sending?: Partial<Sending> } = {},
  ): ContractInputs =>
    sampleInputs(
      chain,
      { ...sending, ...at.sending },
      {
        artifact: version === 1 ? samples.Sample1 : samples.Sample2,
        salt,
        proxy: { factory, artifact: samples.Proxy },
        ...at,
      },
    );
  const ask = async (to: string, name: string) =>
    Number(
      sampleAbi.decodeFunctionResult(
        name,
        await chain.rpc.call({ to, data: sampleAbi.encodeFunctionData(name) }),
      )[0],
    );

  test("is made and initialised in one transaction, at an address that its code is no part of", async () => {
    const salt = newSalt();
    const inputs = proxied(salt, { limit: 7 });
    expect(inputs.address).toBe(proxied(salt, { version: 2, limit: 9 }).address);
    const before = await nonceOf(chain.richKey);
    const outs = await create(inputs);
    expect(await nonceOf(chain.richKey)).toBe(before + 2);
    expect([await ask(inputs.address, "version"), await ask(inputs.address, "limit")]).toEqual([1, 7]);
    expect(outs).toMatchObject({ present: true, implementation: inputs.implementation });
  });

  test("that is there is adopted without sending anything", async () => {
    const inputs = proxied(newSalt());
    await create(inputs);
    const before = await nonceOf(chain.richKey);
    expect(await create(inputs)).toMatchObject({ present: true, transactionHash: "" });
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("is not adopted when it obeys somebody else", async () => {
    const inputs = proxied(newSalt(), { admin: deploymentProxy });
    await expect(create(inputs)).rejects.toThrow(/was not made: the transaction left no such code/);
    await expect(create(inputs)).rejects.toThrow(
      [
        "Sample is there, but obeys somebody else; it is not adopted.",
        `  - address: ${inputs.address}`,
        `  - wanted: hasRole(0x00, ${sending.admin.address}) = true`,
        "  fix: Name its real admin under contracts.admin, or have that admin hand it over.",
      ].join("\n"),
    );
  });

  test("is not adopted when it runs other code than this stack knows of", async () => {
    const salt = newSalt();
    await create(proxied(salt));
    const before = await nonceOf(chain.richKey);
    const newer = proxied(salt, { version: 2 });
    await expect(create(newer)).rejects.toThrow(
      [
        "Sample is there, but runs other code; this stack does not know it and adopts nothing it did not make.",
        `  - proxy: ${newer.address}`,
        `  - it runs: ${proxied(salt).implementation}`,
        `  - wanted: ${newer.implementation}`,
        "  fix: Run pulumi up from the commit whose code stands there, so that it is adopted; then upgrade it from this one.",
      ].join("\n"),
    );
    expect(await nonceOf(chain.richKey)).toBe(before);
  });

  test("is upgraded in place: its address stays, and so does what it holds", async () => {
    const salt = newSalt();
    const olds = await create(proxied(salt, { limit: 8 }));
    const news = await checked(proxied(salt, { version: 2 }));
    expect(await provider.diff!("", olds, news)).toMatchObject({ changes: true, replaces: [] });
    const { outs } = await provider.update!(news.address, olds, news);
    expect(outs).toMatchObject({ implementation: news.implementation, blockNumber: olds.blockNumber });
    expect([await ask(news.address, "version"), await ask(news.address, "limit")]).toEqual([2, 8]);
  });

  test("upgraded by hand shows in a preview, and is put back", async () => {
    const salt = newSalt();
    const inputs = await checked(proxied(salt));
    const outs = await create(inputs);
    const other = await create(proxied(salt, { version: 2 })).catch(() => undefined);
    expect(other).toBeUndefined();
    await upgradeByHand(inputs.address, salt);
    const { props, inputs: seen } = await provider.read!(inputs.address, outs);
    expect(seen!.implementation).toBe(proxied(salt, { version: 2 }).implementation);
    expect((await provider.diff!("", props, inputs)).changes).toBe(true);
    await provider.update!(inputs.address, props, inputs);
    expect(await ask(inputs.address, "version")).toBe(1);
  });

  test("upgraded by somebody between preview and up is left alone", async () => {
    const salt = newSalt();
    const inputs = await checked(proxied(salt));
    const outs = await create(inputs);
    await upgradeByHand(inputs.address, salt);
    // The preview still saw the first implementation, and a third one is wanted.
    const third = { ...inputs, ...sampleInputs(chain, sending, { artifact: samples.Factory, salt }) };
    const news = { ...third, address: inputs.address, proxy: inputs.proxy, owner: inputs.owner };
    await expect(provider.update!("", outs, news)).rejects.toThrow(
      /^Sample was upgraded since the preview; nothing was sent\.(?:.|\n)*the preview saw: 0x(?:.|\n)*fix: Find out who did it/,
    );
  });

  async function upgradeByHand(address: string, salt: string): Promise<void> {
    const { implementation, artifact } = proxied(salt, { version: 2 });
    const other = sampleInputs(chain, sending, { artifact, salt });
    await create(other);
    const data = new (await import("ethers")).Interface([
      "function upgradeToAndCall(address implementation, bytes data)",
    ]).encodeFunctionData("upgradeToAndCall", [implementation, "0x"]);
    await (await new Wallet(chain.richKey, chain.rpc).sendTransaction({ to: address, data })).wait();
    expect(await readImplementation(chain.rpc, address)).toBe(implementation);
  }
});

describe("diff and check", () => {
  test("find no change in the same inputs, nor in how calls are sent", async () => {
    const inputs = await checked(await plain());
    expect((await provider.diff!("", { ...inputs, codeHash: "0x1" }, inputs)).changes).toBe(false);
    const news = { ...inputs, sending: { ...sending, sink: "calldata" } };
    expect((await provider.diff!("", inputs, news)).changes).toBe(false);
  });

  test("replace for another address, made before the old is let go", async () => {
    const inputs = await checked(await plain());
    const news = await checked(await plain());
    expect(await provider.diff!("", inputs, news)).toEqual({
      changes: true,
      replaces: ["address"],
      deleteBeforeReplace: false,
    });
  });

  test("change in place when the way to the chain changes", async () => {
    const inputs = await checked(await plain());
    const moved = { ...inputs, rpcUrl: "http://127.0.0.1:1" };
    expect(await provider.diff!("", inputs, moved)).toMatchObject({ changes: true, replaces: [] });
  });

  test("read nothing into a chain that is away", async () => {
    const state = { ...(await create(await plain())), rpcUrl: "http://127.0.0.1:9" };
    expect((await provider.read!("", state)).props).toEqual(state);
  });

  test("pass values that a preview does not know", async () => {
    const inputs = { ...(await plain()), constructorArgs: unknownValue, address: unknownValue };
    expect((await provider.check!({}, inputs)).failures).toEqual([]);
    expect((await provider.diff!("", await checked(await plain()), inputs)).replaces).toContain("address");
  });

  test.each([
    [{ salt: "0x60__$abc$__" }, /^salt: must be whole bytes in hex with 0x$/],
    [{ name: "" }, /^name: required$/],
    [{ implementation: deploymentProxy }, /^implementation: code and salt yield 0x/],
    [{ address: deploymentProxy }, /^address: must be the implementation's without a proxy/],
  ])("refuse %p", async (wrong, reason) => {
    const inputs = { ...(await plain({ salt: ZeroHash })), ...wrong };
    const { failures } = await provider.check!({}, inputs);
    expect(failures!.map((failure) => failure.reason)).toEqual([expect.stringMatching(reason)]);
  });
});

describe("contractAddress", () => {
  // https://eips.ethereum.org/EIPS/eip-1014 gives the formula; this proxy's well-known vector is the empty contract.
  test("depends on arguments as much as on code", () => {
    const code = { bytecode, constructorArgs: "0x", salt: ZeroHash };
    const other = contractAddress({ ...code, constructorArgs: "0x01" });
    expect(contractAddress(code)).not.toBe(other);
    expect(contractAddress({ ...code, bytecode: `${bytecode}01` })).toBe(other);
  });
});
