import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { Wallet, zeroPadValue } from "ethers";
import { loadProvider } from "../../../test/unit/loadProvider";
import {
  compileSamples,
  limitItem,
  roleItem,
  sampleAbi,
  sampleInputs,
} from "../../../test/unit/sampleContracts";
import { startTestChain, type TestChain } from "../../../test/unit/testChain";
import { type Sending, senderOf } from "../chain/sending";
import { stepsOf } from "./deployContract";
import { type ContractStateInputs, stepOf } from "./settleState";

jest.setTimeout(120_000);

let chain: TestChain;
let folder: string;
let samples: ReturnType<typeof compileSamples>;
let contracts: dynamic.ResourceProvider;
let states: dynamic.ResourceProvider;
let sending: Sending;
let factory: string;
let rich: Wallet;

beforeAll(async () => {
  chain = await startTestChain(1234);
  rich = new Wallet(chain.richKey, chain.rpc);
  folder = await mkdtemp(join(tmpdir(), "state-"));
  samples = compileSamples(folder);
  await writeFile(join(folder, "deployer"), chain.richKey);
  [contracts, states] = [loadProvider("Contract"), loadProvider("ContractState")];
  sending = {
    sink: "broadcast",
    deployer: { address: rich.address, keyFile: join(folder, "deployer") },
    admin: { address: rich.address },
    fees: { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 30 },
    timeoutSeconds: 5,
    folder,
    callsFile: join(folder, "calls.json"),
  };
  factory = (await put({ artifact: samples.Factory })).address;
});
afterAll(async () => {
  chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function put(at: Parameters<typeof sampleInputs>[2]) {
  const inputs = sampleInputs(chain, sending, at);
  await contracts.create((await contracts.check!({}, inputs)).inputs);
  return inputs;
}

let nextSalt = 1;
const newSalt = () => zeroPadValue(`0x${(nextSalt++).toString(16).padStart(4, "0")}`, 32);
const proxied = (at: { limit?: number; admin?: string } = {}) => ({
  artifact: samples.Sample1,
  salt: newSalt(),
  proxy: { factory, artifact: samples.Proxy },
  ...at,
});

const stateOf = async (
  items: ContractStateInputs["items"],
  at: Partial<Sending> = {},
  rpcUrl = chain.rpcUrl,
) =>
  (
    await states.check!(
      {},
      { name: "Sample", rpcUrl, chainId: chain.chainId, sending: { ...sending, ...at }, items },
    )
  ).inputs;
const limitOf = async (to: string) =>
  Number(await chain.rpc.call({ to, data: sampleAbi.encodeFunctionData("limit") }));
const setByHand = async (to: string, limit: number) => {
  const data = sampleAbi.encodeFunctionData("setLimit", [limit]);
  await (await rich.sendTransaction({ to, data })).wait();
};
const nonce = () => chain.rpc.getTransactionCount(rich.address);

describe("ContractState provider", () => {
  test("sends what differs and nothing else", async () => {
    const { address } = await put(proxied({ limit: 5 }));
    const purse = Wallet.createRandom().address;
    const funding = {
      kind: "funding",
      label: "purse",
      address: purse,
      atLeastWei: "1000000000000000000",
    } as const;
    const inputs = await stateOf([limitItem(address, 9), funding]);
    expect(inputs.values).toEqual({ limit: "9", purse: "at least 1.0" });
    const before = await nonce();
    const { outs } = await states.create(inputs);
    expect(outs.values).toEqual(inputs.values);
    expect([await limitOf(address), await chain.rpc.getBalance(purse)]).toEqual([9, 10n ** 18n]);
    await states.create(inputs);
    expect(await nonce()).toBe(before + 2);
  });

  test("shows drift by label, and puts it back", async () => {
    const { address } = await put(proxied({ limit: 5 }));
    const inputs = await stateOf([limitItem(address, 5)]);
    const { outs } = await states.create(inputs);
    expect((await states.diff!("", outs, inputs)).changes).toBe(false);
    await setByHand(address, 6);
    const { props, inputs: seen } = await states.read!("", outs);
    expect(seen!.values).toEqual({ limit: "6" });
    expect((await states.diff!("", props, inputs)).changes).toBe(true);
    await states.update!("", props, inputs);
    expect(await limitOf(address)).toBe(5);
  });

  test("leaves alone what somebody changed since the preview", async () => {
    const { address } = await put(proxied({ limit: 5 }));
    const { outs } = await states.create(await stateOf([limitItem(address, 5)]));
    await setByHand(address, 6);
    const before = await nonce();
    await expect(states.update!("", outs, await stateOf([limitItem(address, 7)]))).rejects.toThrow(
      [
        "The chain has changed since the preview; nothing was sent.",
        "  - limit: the preview saw 5, now 6",
        "  fix: Find out who did it, then look at a new preview: make preview.",
      ].join("\n"),
    );
    expect(await nonce()).toBe(before);
  });

  test("sends nothing of a plan in which one call would be reverted, and names its error", async () => {
    const { address } = await put(proxied());
    const inputs = await stateOf([limitItem(address, 9), { ...limitItem(address, 1001), label: "too much" }]);
    const planFile = join(folder, "plan.json");
    const errors = [...sampleAbi.format().filter((line) => line.startsWith("error"))];
    await writeFile(planFile, JSON.stringify({ steps: inputs.items.map(stepOf), errors }));
    const before = await nonce();
    await expect(states.create({ ...inputs, sending: { ...sending, planFile } })).rejects.toThrow(
      [
        "A call of the plan would be reverted: Sample.setLimit(1001); nothing was sent.",
        "  - for: too much",
        "  - reason: LimitTooHigh(1001, 1000)",
        "  fix: Correct what the description wants there; make plan shows it.",
      ].join("\n"),
    );
    expect(await nonce()).toBe(before);
  });

  test("counts what an initialiser sets as set: a plan from nothing holds no call twice", async () => {
    const inputs = sampleInputs(chain, sending, proxied({ limit: 5 }));
    const steps = [...(await stepsOf(inputs)), stepOf(limitItem(inputs.address, 5))];
    const planFile = join(folder, "plan.json");
    await writeFile(planFile, JSON.stringify({ steps, errors: [] }));
    await states.create(await stateOf([], { planFile, sink: "dry-run" }));
    const { transactions, meta } = JSON.parse(await readFile(sending.callsFile, "utf8"));
    expect(transactions.map(({ description }: { description: string }) => description)).toEqual([
      `deploy Sample at ${inputs.implementation}`,
      `make the proxy of Sample at ${inputs.address}`,
    ]);
    expect(meta.description).toMatch(/^2 to be sent in this order; at most 0\.00\d+ for gas and values$/);
  });

  test("says which calls the deployer may not make", async () => {
    const admin = { address: Wallet.createRandom().address };
    const { address } = await put(proxied());
    const data = sampleAbi.encodeFunctionData("grantRole", [`0x${"0".repeat(64)}`, admin.address]);
    await (await rich.sendTransaction({ to: address, data })).wait();
    const inputs = await stateOf([limitItem(address, 9)], { admin });
    await expect(states.create(inputs)).rejects.toThrow(
      [
        "The deployer may not make these calls; nothing was sent.",
        "  - Sample.setLimit(9)",
        `  - admin: ${admin.address}`,
        "  fix: Set contracts.sink to calldata: pulumi up then writes the calls for the multisig.",
      ].join("\n"),
    );
    expect(senderOf(inputs.sending, { by: "admin" })).toBe(admin.address);
  });

  test("completes what a client that stops after any number of answers has begun, with no call twice", async () => {
    let stopped = 0;
    for (let answers = 4; ; answers += 3) {
      const { address } = await put(proxied({ limit: 5 }));
      const items = [limitItem(address, 9), roleItem(address, "guardian")];
      const before = await nonce();
      const stopping = await startStopping(chain.rpcUrl, answers);
      const first = await states.create(await stateOf(items, { timeoutSeconds: 1 }, stopping.url)).then(
        () => "done",
        () => "stopped",
      );
      stopping.close();
      await states.create(await stateOf(items));
      expect([await limitOf(address), (await nonce()) - before]).toEqual([9, 2]);
      if (first === "done") break;
      stopped += 1;
    }
    expect(stopped).toBeGreaterThan(4);
  });

  test("refuses a label that is there twice", async () => {
    const items = [limitItem(factory, 1), limitItem(factory, 2)];
    const { failures } = await states.check!({}, { name: "Sample", rpcUrl: "x", chainId: 1, sending, items });
    expect(failures!.map(({ reason }) => reason)).toEqual(["items: limit is there twice"]);
  });
});

/** A chain that gives so many answers and then none at all. */
async function startStopping(url: string, answers: number) {
  let left = answers;
  const proxy: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      if (left <= 0) return request.socket.destroy();
      left -= 1;
      const headers = { "content-type": "application/json" };
      const answer = await fetch(url, { method: "POST", headers, body: Buffer.concat(chunks) });
      response.writeHead(200, headers).end(await answer.text());
    });
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { port } = proxy.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
