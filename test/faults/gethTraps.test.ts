import { LoneGeth } from "./loneGeth";

jest.setTimeout(150_000);

// More than geth keeps above its head.
const blocks = 160;
let geth: LoneGeth;
beforeAll(async () => {
  geth = await LoneGeth.start();
  await geth.make(blocks, 10);
}, 150_000);
afterAll(() => geth?.stop(), 60_000);

describe("a geth that lost blocks", () => {
  test("SIGKILL: what it lost is pushed again, and its state can be read at the head", async () => {
    await geth.kill();
    const lacked = blocks - (await geth.execution.blockAt("latest"))!.number;
    expect(await geth.level()).toBe(lacked);
    expect((await geth.execution.blockAt("latest"))?.number).toBe(blocks);
    expect(await geth.execution.hasState(geth.payloads.at(-1)!.payload.blockHash)).toBe(true);
  });

  test("without anything: more payloads than it holds above its head are pushed, every one executed", async () => {
    await geth.empty();
    expect(await geth.level()).toBe(blocks);
    expect(await geth.execution.hasState(geth.payloads.at(-1)!.payload.blockHash)).toBe(true);
  });
});
