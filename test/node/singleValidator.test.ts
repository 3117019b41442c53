import { LocalChain } from "./localChain";

jest.setTimeout(120_000);

let chain: LocalChain;
beforeAll(async () => {
  chain = await LocalChain.start(1);
}, 120_000);
afterAll(() => chain?.stop(), 60_000);

describe("one validator", () => {
  test("makes blocks and includes a transfer", async () => {
    await chain.waitForHeight(3);
    const receipt = await chain.transfer();
    expect(receipt.status).toBe(1);
    const status = await chain.validators[0]!.status();
    expect(status.evmHeight).toBeGreaterThanOrEqual(receipt.blockNumber);
  });
});
