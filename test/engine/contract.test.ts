import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { concat, ZeroHash } from "ethers";
import { contractAddress } from "../../infra/resources/contractAddress";
import { TestStack } from "../stack/testStack";
import { startTestChain, type TestChain } from "../unit/testChain";

jest.setTimeout(240_000);

// Returns 64 bytes of code that hold its own address and the chain id, as immutables do.
const bytecode = "0x306000524660205260406000f3";
const changed = concat([bytecode, "0x00"]);
const addressOf = (code: string) =>
  contractAddress({ bytecode: code, constructorArgs: "0x", salt: ZeroHash });

describe("Contract on the engine", () => {
  const stack = new TestStack("test-contract");
  const cwd = join(__dirname, "contractProgram");
  let chain: TestChain;

  const run = async (...args: string[]) => (await stack.mustSucceed(stack.pulumi(args, { cwd }))).output;
  const up = (...args: string[]) => run("up", "--yes", "--skip-preview", ...args);
  const output = async (name: string) => (await run("stack", "output", name)).trim();
  const isThere = async (code: string) => (await chain.rpc.getCode(addressOf(code))) !== "0x";

  beforeAll(async () => {
    chain = await startTestChain(1234);
    writeFileSync(join(stack.home, "deployer"), chain.richKey, { mode: 0o600 });
    await run("stack", "init");
    await run("config", "set", "rpcUrl", chain.rpcUrl);
    await run("config", "set", "deployerKeyFile", join(stack.home, "deployer"));
    await run("config", "set", "bytecode", bytecode);
  });
  afterAll(async () => {
    await stack.pulumi(["stack", "rm", "--yes", "--force"], { cwd });
    chain?.stop();
    stack.remove();
  });

  test("a preview shows the address and sends nothing", async () => {
    const preview = await run("preview", "--diff");
    expect(preview).toMatch(new RegExp(`address\\s*: "${addressOf(bytecode)}"`));
    expect(await chain.rpc.getBlockNumber()).toBe(0);
  });

  test("up deploys it there", async () => {
    await up();
    expect(await output("address")).toBe(addressOf(bytecode));
    expect(await isThere(bytecode)).toBe(true);
  });

  test("a second up changes nothing", async () => {
    await up("--expect-no-changes");
  });

  test("no key is in the state", async () => {
    expect(await run("stack", "export")).not.toContain(chain.richKey.slice(2));
  });

  test("other bytecode shows as another address before it is deployed", async () => {
    await run("config", "set", "bytecode", changed);
    const preview = await run("preview", "--diff");
    expect(preview).toContain(`address        : "${addressOf(bytecode)}" => "${addressOf(changed)}"`);
    expect(preview).toContain("1 to replace");
    expect(await isThere(changed)).toBe(false);
    await up();
    expect(await isThere(changed)).toBe(true);
  });

  test("going back adopts the old contract without a transaction", async () => {
    const block = await chain.rpc.getBlockNumber();
    await run("config", "set", "bytecode", bytecode);
    await up();
    expect(await output("address")).toBe(addressOf(bytecode));
    expect(await chain.rpc.getBlockNumber()).toBe(block);
  });

  test("a contract that the chain has lost is deployed again", async () => {
    await chain.rpc.send("anvil_setCode", [addressOf(bytecode), "0x"]);
    await chain.rpc.send("anvil_setNonce", [addressOf(bytecode), "0x0"]);
    expect(await up()).toContain("1 updated");
    expect(await isThere(bytecode)).toBe(true);
  });

  test("a chain that is away is no reason for a change", async () => {
    chain.stop();
    await up("--expect-no-changes");
  });

  test("destroy forgets the contract", async () => {
    expect(await run("destroy", "--yes", "--skip-preview")).toContain("deleted");
  });
});
