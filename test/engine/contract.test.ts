import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, Wallet } from "ethers";
import type { Sending } from "../../infra/resources/chain/sending";
import { TestStack } from "../stack/testStack";
import { waitFor } from "../stack/waitFor";
import { compileSamples, limitItem, sampleAbi, sampleInputs } from "../unit/sampleContracts";
import { startTestChain, type TestChain } from "../unit/testChain";

jest.setTimeout(300_000);

const stack = new TestStack("test-contract");
const cwd = join(__dirname, "contractProgram");
const wantedFile = join(stack.home, "wanted.json");
const callsFile = join(stack.home, "calls.json");
const keyVariable = "TEST_CONTRACT_KEY";

let chain: TestChain;
let samples: ReturnType<typeof compileSamples>;
let sending: Sending;
let sampleAddress: string;

const run = (...args: string[]) => stack.pulumi(args, { cwd, env: { [keyVariable]: chain.richKey } });
const mustRun = async (...args: string[]) => (await stack.mustSucceed(run(...args))).output;
const preview = () => mustRun("preview", "--diff");
const up = (...args: string[]) => mustRun("up", "--yes", "--skip-preview", ...args);
const nonce = () => chain.rpc.getTransactionCount(sending.deployer.address);
const ask = async (name: string) => {
  const data = sampleAbi.encodeFunctionData(name);
  return Number(sampleAbi.decodeFunctionResult(name, await chain.rpc.call({ to: sampleAddress, data }))[0]);
};
const byHand = async (name: string, args: unknown[]) => {
  const data = new Interface([
    ...sampleAbi.format(),
    "function upgradeToAndCall(address implementation, bytes data)",
  ]).encodeFunctionData(name, args);
  await (await new Wallet(chain.richKey, chain.rpc).sendTransaction({ to: sampleAddress, data })).wait();
};

/** The factory, an upgradeable sample behind its proxy, and the sample's number. */
function want(
  at: { version?: 1 | 2; limit?: number; sending?: Partial<Sending>; chainId?: number } = {},
): void {
  const used = { ...sending, ...at.sending };
  const on = { rpcUrl: chain.rpcUrl, chainId: at.chainId ?? chain.chainId };
  const factory = { ...sampleInputs(on, used, { artifact: samples.Factory }), name: "ProxyFactory" };
  const sample = sampleInputs(on, used, {
    artifact: at.version === 2 ? samples.Sample2 : samples.Sample1,
    proxy: { factory: factory.address, artifact: samples.Proxy },
  });
  // Whoever sends later, the proxy stays where it was made.
  sampleAddress ??= sample.address;
  const items = [limitItem(sampleAddress, at.limit ?? 7)];
  writeFileSync(
    wantedFile,
    JSON.stringify({
      contracts: { factory, sample: { ...sample, address: sampleAddress } },
      states: { "sample-state": { ...on, name: "Sample", sending: used, items } },
    }),
  );
}

beforeAll(async () => {
  chain = await startTestChain(1234);
  samples = compileSamples(stack.home);
  const { address } = new Wallet(chain.richKey);
  sending = {
    sink: "broadcast",
    deployer: { address, keyVariable },
    admin: { address },
    fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
    timeoutSeconds: 20,
    folder: join(stack.home, "contracts"),
    callsFile,
  };
  want();
  await mustRun("stack", "init");
  await mustRun("config", "set", "wanted", wantedFile);
});
afterAll(async () => {
  await run("stack", "rm", "--yes", "--force");
  chain?.stop();
  stack.remove();
});

describe("contracts on the engine", () => {
  test("a preview shows where everything will stand and sends nothing", async () => {
    expect(await preview()).toContain(sampleAddress);
    expect(await chain.rpc.getBlockNumber()).toBe(0);
  });

  test("another chain id, and a purse that is too small, are refused before the first transaction", async () => {
    want({ chainId: 99 });
    expect((await run("up", "--yes", "--skip-preview")).output).toContain(
      "Another chain answers; nothing was sent.",
    );
    await chain.rpc.send("anvil_setBalance", [sending.deployer.address, "0x1"]);
    want();
    const poor = await run("up", "--yes", "--skip-preview");
    expect(poor.output).toMatch(/The deployer cannot pay for ProxyFactory; nothing was sent\./);
    expect(poor.output).toMatch(/missing: 0\.0\d+/);
    await chain.rpc.send("anvil_setBalance", [sending.deployer.address, "0x3635c9adc5dea00000"]);
    expect(await nonce()).toBe(0);
  });

  test("dry-run says what it would send, sends nothing, and stays outstanding", async () => {
    want({ sending: { sink: "dry-run" } });
    await up();
    const { transactions } = JSON.parse(readFileSync(callsFile, "utf8"));
    expect(transactions[0].description).toMatch(/^make the proxy of Sample|^deploy|^Sample/);
    expect(await nonce()).toBe(0);
    want();
    expect(await preview()).toContain("3 to update");
  });

  test("killed with -9 after each sending, up after up completes it without doing anything twice", async () => {
    const kills = [0];
    await chain.rpc.send("evm_setAutomine", [false]);
    for (let round = 0; round < 3; round += 1) {
      const before = await nonce();
      const pulumi = startUp();
      await waitFor("a transaction is sent", 60_000, async () => (await pendingCount()) > before);
      process.kill(-pulumi.pid!, "SIGKILL");
      await chain.rpc.send("evm_mine", []);
      kills.push(await nonce());
      await mustRun("cancel", "--yes");
    }
    await chain.rpc.send("evm_setAutomine", [true]);
    await up();
    // Each round got further: the factory, the sample with its proxy or a part of the two, what was left.
    expect(new Set(kills).size).toBe(4);
    // The factory, the sample, its proxy, and its number.
    expect(await nonce()).toBe(4);
    expect([await ask("version"), await ask("limit")]).toEqual([1, 7]);
  });

  test("a second up changes nothing", async () => {
    await up("--expect-no-changes");
  });

  test("the key is in no state, no log, no argument", async () => {
    const state = await mustRun("stack", "export");
    const verbose = await mustRun("up", "--yes", "--skip-preview", "-v=9", "--logtostderr");
    for (const text of [state, verbose, everyFile(stack.home)])
      expect(text).not.toContain(chain.richKey.slice(2));
  });

  test("a number changed by hand shows in a preview, and up puts it back", async () => {
    await byHand("setLimit", [12]);
    const shown = await preview();
    expect(shown).toMatch(/limit\s*: "12" => "7"/);
    expect(shown).toContain("1 to update");
    await up();
    expect(await ask("limit")).toBe(7);
    await up("--expect-no-changes");
  });

  test("an upgrade previews as exactly that contract", async () => {
    want({ version: 2 });
    const shown = await preview();
    expect(shown).toContain("1 to update");
    expect(shown).toMatch(/implementation\s*: "0x\w+" => "0x\w+"/);
    expect(shown).toContain("3 unchanged");
    await up();
    expect([await ask("version"), await ask("limit")]).toEqual([2, 7]);
    await up("--expect-no-changes");
  });

  test("calldata writes what is outstanding for the multisig; once that has sent it, nothing is left to do", async () => {
    const multisig = Wallet.createRandom().address;
    await byHand("grantRole", [`0x${"0".repeat(64)}`, multisig]);
    const byMultisig: Partial<Sending> = { sink: "calldata", admin: { address: multisig } };
    want({ version: 2, limit: 30, sending: byMultisig });
    const before = await nonce();
    await up();
    expect(await nonce()).toBe(before);
    const file = JSON.parse(readFileSync(callsFile, "utf8"));
    expect(file).toMatchObject({
      version: "1.0",
      chainId: "1234",
      meta: { createdFromSafeAddress: multisig },
    });
    expect(file.transactions.map(({ description }: { description: string }) => description)).toEqual([
      "Sample.setLimit(30)",
    ]);
    await chain.rpc.send("anvil_impersonateAccount", [multisig]);
    await chain.rpc.send("anvil_setBalance", [multisig, "0xde0b6b3a7640000"]);
    const [{ to, data }] = file.transactions;
    await chain.rpc.send("eth_sendTransaction", [{ from: multisig, to, data }]);
    await chain.rpc.send("evm_mine", []);
    await up();
    await up("--expect-no-changes");
    expect(await ask("limit")).toBe(30);
  });

  test("a chain that is away is no reason for a change", async () => {
    chain.stop();
    await up("--expect-no-changes");
  });

  test("destroy forgets the contracts", async () => {
    expect(await mustRun("destroy", "--yes", "--skip-preview")).toContain("deleted");
  });
});

/** In a process group of its own, so that kill -9 takes the engine and not the test. */
function startUp(): ChildProcess {
  const args = ["up", "--yes", "--skip-preview", "--stack", stack.name, "--non-interactive"];
  const env = { ...process.env, ...stack.env, [keyVariable]: chain.richKey };
  return spawn("pulumi", args, { cwd, env, detached: true, stdio: "ignore" });
}

async function pendingCount(): Promise<number> {
  return chain.rpc.getTransactionCount(sending.deployer.address, "pending");
}

function everyFile(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
