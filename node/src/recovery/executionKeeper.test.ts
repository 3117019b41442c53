import { EngineAuthError } from "../engine/faults";
import { silentLogger } from "../logger";
import { makeMetrics } from "../metrics/catalogue";
import { FakeClock } from "../testing/fakeClock";
import { chainBlock, chainStore, FakeExecution } from "../testing/fakeExecution";
import { ExecutionKeeper } from "./executionKeeper";

const never = new AbortController().signal;

function makeKeeper(headNumber = 40) {
  const execution = new FakeExecution();
  const clock = new FakeClock();
  const metrics = makeMetrics();
  const wipes: number[] = [];
  const wipe = {
    make: async () => {
      wipes.push(clock.nowMs());
      execution.reset();
    },
  };
  const target = { genesisHash: chainBlock(0).hash, head: chainBlock(headNumber) };
  const keeper = new ExecutionKeeper(() => target, {
    clock,
    logger: silentLogger,
    metrics,
    execution,
    store: chainStore,
    wipe,
    chainId: 1234,
  });
  return { keeper, execution, clock, wipes };
}

describe("ExecutionKeeper", () => {
  test("fills an empty geth from the store", async () => {
    const { keeper, execution, wipes } = makeKeeper();
    await keeper.ensureLevel(never);
    expect(execution.head).toBe(40);
    expect(keeper.isLevel).toBe(true);
    expect(wipes).toHaveLength(0);
  });

  test("waits for a geth that does not answer, as long as it takes, and wipes nothing", async () => {
    const { keeper, execution, clock, wipes } = makeKeeper();
    execution.reachable = false;
    const startedMs = clock.nowMs();
    const levelled = keeper.ensureLevel(never);
    while (clock.nowMs() - startedMs < 3_600_000) await clock.sleep(10_000);
    expect(keeper.isReachable).toBe(false);
    execution.reachable = true;
    await levelled;
    expect(wipes).toHaveLength(0);
  });

  test("has a wedged geth wiped after three strikes and fills it again", async () => {
    const { keeper, execution, wipes } = makeKeeper();
    execution.executed = execution.head = 12;
    execution.wedged = { status: "SYNCING" };
    await keeper.ensureLevel(never);
    expect(wipes).toHaveLength(1);
    expect(execution.head).toBe(40);
  });

  test("has a geth wiped that is level and still refuses decided payloads", async () => {
    const { keeper, execution, wipes } = makeKeeper();
    await keeper.ensureLevel(never);
    for (const reason of ["one", "two", "three"]) keeper.suspect(reason);
    await keeper.ensureLevel(never);
    expect(wipes).toHaveLength(1);
    expect(execution.head).toBe(40);
  });

  test("wipes nothing for a fault of set-up", async () => {
    const { keeper, wipes } = makeKeeper();
    for (let round = 0; round < 5; round++) keeper.blame(new EngineAuthError("engine_newPayloadV4", 401));
    await keeper.ensureLevel(never);
    expect(wipes).toHaveLength(0);
  });

  test("forgets strikes when a payload went through", async () => {
    const { keeper, wipes } = makeKeeper();
    for (let round = 0; round < 5; round++) {
      keeper.suspect("once");
      await keeper.ensureLevel(never);
      keeper.markApplied();
    }
    expect(wipes).toHaveLength(0);
  });

  test("leaves more time before each further wipe in a row", async () => {
    const { keeper, execution, wipes } = makeKeeper();
    for (let round = 0; round < 4; round++) {
      execution.wedged = { status: "SYNCING" };
      execution.head = execution.executed = 3;
      keeper.lost();
      await keeper.ensureLevel(never);
    }
    const pauses = wipes.slice(1).map((at, index) => at - wipes[index]!);
    expect(pauses[0]).toBeGreaterThanOrEqual(5_000);
    expect(pauses[1]).toBeGreaterThanOrEqual(10_000);
    expect(pauses[2]).toBeGreaterThanOrEqual(20_000);
  });

  test("believes in nothing executed before geth went away", async () => {
    const { keeper } = makeKeeper();
    await keeper.ensureLevel(never);
    keeper.markExecuted("0xaa");
    expect(keeper.wasExecuted("0xaa")).toBe(true);
    keeper.lost();
    await keeper.ensureLevel(never);
    expect(keeper.wasExecuted("0xaa")).toBe(false);
  });

  test("stops waiting when nobody wants the answer any more", async () => {
    const { keeper, execution } = makeKeeper();
    execution.reachable = false;
    const caller = new AbortController();
    const waiting = keeper.ensureLevel(caller.signal);
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    keeper.stop();
  });
});
