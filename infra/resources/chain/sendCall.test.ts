import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatUnits, Wallet } from "ethers";
import { LaggingDoor } from "../../../test/unit/laggingDoor";
import { startTestChain, type TestChain } from "../../../test/unit/testChain";
import { deploymentProxy } from "../contracts/contractAddress";
import { walletSigner } from "./callSigner";
import { openChain } from "./chainClient";
import { CallSender } from "./sendCall";
import type { Call, FeePolicy } from "./sending";

jest.setTimeout(60_000);

let chain: TestChain;
let folder: string;
let wallet: Wallet;
beforeAll(async () => {
  chain = await startTestChain(1234);
  folder = await mkdtemp(join(tmpdir(), "send-"));
  wallet = new Wallet(chain.richKey);
});
afterAll(async () => {
  chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = (valueWei: string): Call => ({
  by: "deployer",
  to: "0x00000000000000000000000000000000000000dd",
  data: "0x",
  valueWei,
  description: "send a little",
});
const usual: FeePolicy = { maxFeeGwei: 100, maxPriorityFeeGwei: 1, replaceAfterSeconds: 1 };
const senderWith = (fees: Partial<FeePolicy>, timeoutSeconds: number, rpcUrl = chain.rpcUrl) => {
  const client = openChain({ ...chain, rpcUrl });
  return new CallSender(client, chain.chainId, walletSigner(wallet), {
    fees: { ...usual, ...fees },
    timeoutSeconds,
    folder,
  });
};
const poolOf = async (): Promise<{ hash: string; maxFeePerGas: string }[]> => {
  const { pending } = (await chain.rpc.send("txpool_content", [])) as {
    pending: Record<string, Record<string, { hash: string; maxFeePerGas: string }>>;
  };
  return Object.values(pending).flatMap((byNonce) => Object.values(byNonce));
};

describe("CallSender", () => {
  test("replaces a stuck transaction by one of the same nonce with an eighth more, and takes whichever is mined", async () => {
    const sender = senderWith({}, 20);
    await chain.rpc.send("evm_setAutomine", [false]);
    const sending = sender.send([call("1")]);
    await new Promise((next) => setTimeout(next, 700));
    const [first] = await poolOf();
    await new Promise((next) => setTimeout(next, 1_500));
    const pool = await poolOf();
    expect(pool).toHaveLength(1);
    expect(BigInt(pool[0]!.maxFeePerGas) * 1000n).toBeGreaterThanOrEqual(BigInt(first!.maxFeePerGas) * 1125n);
    await chain.rpc.send("evm_mine", []);
    const [receipt] = await sending;
    expect(receipt!.status).toBe(1);
    expect(await chain.rpc.getTransactionCount(wallet.address)).toBe(1);
    expect(await readdir(folder)).toEqual([]);
    await chain.rpc.send("evm_setAutomine", [true]);
  });

  test("sends several calls behind each other into one block, and waits for each", async () => {
    await chain.rpc.send("evm_setAutomine", [false]);
    const sending = senderWith({}, 20).send([call("11"), call("12"), call("13")]);
    await new Promise((next) => setTimeout(next, 700));
    expect(await poolOf()).toHaveLength(3);
    await chain.rpc.send("evm_mine", []);
    const receipts = await sending;
    expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).toBe(1);
    expect(receipts.map(({ status }) => status)).toEqual([1, 1, 1]);
    expect(await readdir(folder)).toEqual([]);
    await chain.rpc.send("evm_setAutomine", [true]);
  });

  test("sends none of several calls when one would be reverted", async () => {
    const refused = { ...call("0"), to: deploymentProxy, data: "0x12345678", description: "call the token" };
    const before = await chain.rpc.getTransactionCount(wallet.address);
    await expect(senderWith({}, 5).send([call("14"), refused])).rejects.toThrow(
      /^A call would be reverted: call the token; nothing was sent\./,
    );
    expect(await chain.rpc.getTransactionCount(wallet.address)).toBe(before);
  });

  test("goes no higher than the cap, and names every try when none gets a receipt", async () => {
    const { baseFeePerGas } = (await chain.rpc.getBlock("latest"))!;
    const maxFeeGwei = Number(formatUnits((baseFeePerGas! * 23n) / 20n, "gwei"));
    const sender = senderWith({ maxFeeGwei, maxPriorityFeeGwei: 0 }, 4);
    await chain.rpc.send("evm_setAutomine", [false]);
    const failed = await sender.send([call("2")]).catch((error: Error) => error.message);
    expect(failed).toMatch(
      /^No receipt: send a little\.\n( {2}- transaction: 0x[0-9a-f]{64}\n)+ {2}- nonce: \d+\n {2}- waited: 4 s\n {2}fix: /,
    );
    const [last] = await poolOf();
    expect(Number(formatUnits(last!.maxFeePerGas, "gwei"))).toBeLessThanOrEqual(maxFeeGwei);
    await chain.rpc.send("evm_setAutomine", [true]);
    await chain.rpc.send("evm_mine", []);
  });

  test("ends a transaction that an earlier run left behind before it begins another", async () => {
    const before = await chain.rpc.getTransactionCount(wallet.address);
    await chain.rpc.send("evm_setAutomine", [false]);
    await senderWith({ replaceAfterSeconds: 60 }, 1)
      .send([call("3")])
      .catch(() => {});
    expect(await readdir(folder)).toHaveLength(1);
    const next = senderWith({ replaceAfterSeconds: 1 }, 20);
    const settling = next.settle();
    await new Promise((done) => setTimeout(done, 1_500));
    await chain.rpc.send("evm_setAutomine", [true]);
    await chain.rpc.send("evm_mine", []);
    await settling;
    expect(await chain.rpc.getTransactionCount(wallet.address)).toBe(before + 1);
    expect(await readdir(folder)).toEqual([]);
  });

  test("forgets one that the chain never saw", async () => {
    const before = await chain.rpc.getTransactionCount(wallet.address);
    const stopped = senderWith({}, 1);
    const client = (stopped as unknown as { client: { send: unknown } }).client;
    const send = client.send as (method: string, params: unknown[]) => Promise<unknown>;
    client.send = (method: string, params: unknown[]) =>
      method === "eth_sendRawTransaction"
        ? Promise.reject(new Error("connection lost"))
        : send.call(client, method, params);
    await expect(stopped.send([call("4")])).rejects.toThrow("connection lost");
    expect(await readdir(folder)).toHaveLength(1);
    await senderWith({}, 5).settle();
    expect(await readdir(folder)).toEqual([]);
    expect(await chain.rpc.getTransactionCount(wallet.address)).toBe(before);
  });

  test("one run after the other through a front door of which one node is behind: each takes the next nonce", async () => {
    const door = new LaggingDoor(chain, 400);
    const rpcUrl = await door.open();
    try {
      const before = await chain.rpc.getTransactionCount(wallet.address);
      for (const value of ["21", "22", "23", "24"]) {
        const [receipt] = await senderWith({ replaceAfterSeconds: 60 }, 10, rpcUrl).send([call(value)]);
        expect(receipt!.status).toBe(1);
      }
      expect(await chain.rpc.getTransactionCount(wallet.address)).toBe(before + 4);
      expect(door.answeredBehind).toBeGreaterThan(3);
    } finally {
      door.close();
    }
  });
});
