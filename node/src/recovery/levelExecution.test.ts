import { chainBlock, chainStore, FakeExecution } from "../testing/fakeExecution";
import { levelExecution } from "./levelExecution";

const signal = new AbortController().signal;
const target = (number: number) => ({ genesisHash: chainBlock(0).hash, head: chainBlock(number) });
const level = (execution: FakeExecution, number: number) =>
  levelExecution(target(number), { execution, store: chainStore, chainId: 1234 }, signal);

describe("levelExecution", () => {
  test("pushes nothing to a geth that stands at the head", async () => {
    const execution = new FakeExecution();
    execution.executed = execution.head = 7;
    expect(await level(execution, 7)).toBe(0);
    expect(execution.headMoves).toEqual([7]);
  });

  test("pushes exactly what geth lost", async () => {
    const execution = new FakeExecution();
    execution.executed = execution.head = 5;
    expect(await level(execution, 9)).toBe(4);
    expect(execution.head).toBe(9);
  });

  test("moves the head at least every 32 payloads", async () => {
    const execution = new FakeExecution();
    expect(await level(execution, 200)).toBe(200);
    expect(execution.longestRun).toBe(32);
  });

  test("leaves a geth alone that is ahead by the block before the commit", async () => {
    const execution = new FakeExecution();
    execution.executed = execution.head = 8;
    expect(await level(execution, 7)).toBe(0);
  });

  test("refuses a geth of another genesis without touching it", async () => {
    const other = { ...target(3), genesisHash: `0x${"1".repeat(64)}` };
    const work = levelExecution(
      other,
      { execution: new FakeExecution(), store: chainStore, chainId: 1234 },
      signal,
    );
    await expect(work).rejects.toMatchObject({ code: "GENESIS_MISMATCH" });
  });

  test.each([
    ["syncs for ever", { wedged: { status: "SYNCING" } }, "payload 1 of the store is SYNCING to it"],
    [
      "calls a finalized payload invalid",
      { wedged: { status: "INVALID" } },
      "payload 1 of the store is INVALID to it",
    ],
    ["has no state at the head", { stateless: true }, "it has no state at 3"],
  ] as const)("calls a geth wedged that %s", async (_, change, what) => {
    const execution = Object.assign(new FakeExecution(), change);
    await expect(level(execution, 3)).rejects.toThrow(`geth does not follow the chain: ${what}.`);
  });

  test("calls a geth wedged that stands on another history", async () => {
    const execution = new FakeExecution();
    execution.executed = execution.head = 2;
    execution.otherHistory = true;
    await expect(level(execution, 3)).rejects.toThrow("its block 2 is not the finalized one");
    await expect(level(execution, 2)).rejects.toThrow("its block 2 is not the finalized one");
  });

  test("refuses a geth of another chain id before it gets a payload", async () => {
    const execution = new FakeExecution();
    execution.chain = 1;
    await expect(level(execution, 3)).rejects.toThrow("geth runs chain 1, this network is 1234.");
    expect(execution.executed).toBe(0);
  });
});
