import { JsonRpcProvider } from "ethers";
import { faucet } from "../node/localChain";
import { LoneGeth } from "./loneGeth";

// What geth does and says that it does not; each is provoked first, then the node's way past it is seen to work.
jest.setTimeout(150_000);

let geth: LoneGeth;
beforeAll(async () => {
  geth = await LoneGeth.start();
  await geth.make(160, 10);
}, 150_000);
afterAll(() => geth?.stop(), 60_000);

describe("traps of geth", () => {
  test("takes no more than 128 payloads above its head; a head move every 32 carries all of them", async () => {
    await geth.empty();
    const verdicts: string[] = [];
    for (const payload of geth.payloads) verdicts.push((await geth.execution.newPayload(payload)).status);
    expect(verdicts.slice(0, 128).every((status) => status === "VALID")).toBe(true);
    expect(verdicts.at(-1)).not.toBe("VALID");
    await geth.empty();
    expect(await geth.level()).toBe(160);
  });

  test("SIGKILL: what it lost is pushed again, and its state can be read at the head", async () => {
    await geth.kill();
    const lacked = 160 - (await geth.execution.blockAt("latest"))!.number;
    expect(await geth.level()).toBe(lacked);
    expect((await geth.execution.blockAt("latest"))?.number).toBe(160);
    expect(await geth.execution.hasState(geth.payloads.at(-1)!.payload.blockHash)).toBe(true);
  });

  test("asked at once it hands out an empty block while transactions wait; after the build's time it does not", async () => {
    const provider = new JsonRpcProvider(geth.rpcUrl, undefined, { staticNetwork: true });
    const wallet = faucet.connect(provider);
    for (let nonce = 0; nonce < 20; nonce++)
      await wallet.sendTransaction({ to: faucet.address, value: 1n, nonce });
    provider.destroy();
    await geth.make(1, 0);
    expect(geth.payloads.at(-1)!.payload.transactions).toEqual([]);
    // What prepareProposal waits even when it is late (lateBuildMs).
    await geth.make(1, 260);
    expect(geth.payloads.at(-1)!.payload.transactions.length).toBe(20);
  });
});
