import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { StatusDocument } from "../../node/src/http/statusDocument";
import { ChainContracts } from "./chainContracts";
import { emptyHotKey, fillHotKey } from "./hotKey";
import { type LeaseEvent, LeaseLog } from "./leaseLog";
import { LocalChain, until } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

jest.setTimeout(400_000);

// Longer than a takeover takes, so that every lease is told within itself.
const lease = { blocks: 16, missesToFailOver: 4 };
let chain: LocalChain;
let contracts: ChainContracts;
let leases: LeaseLog;
afterAll(async () => {
  contracts?.close();
  leases?.close();
  await chain?.stop();
}, 60_000);

type Lease = NonNullable<StatusDocument["lease"]>;
const leaseOf = async (one: Validator): Promise<Lease> => (await one.status()).lease!;
const holderOf = ({ holder }: Lease) =>
  chain.validators.find((one) => one.identity.consensusAddress === holder)!;

/** EVM block of the first height of a lease. */
const startOf = async ({ startHeight }: Lease, through: Validator) =>
  (await through.status(`?height=${startHeight}`)).at!.evmHeight;

/** What the contract says of a lease, once it does, and after how many of its blocks. */
async function told(current: Lease, through: Validator): Promise<{ events: LeaseEvent[]; blocks: number }> {
  let events: LeaseEvent[] = [];
  await until(
    async () => {
      events = await leases.events();
      return events.some(({ name, rotation }) => name === "LeaderRotated" && rotation === current.epoch);
    },
    {
      timeoutMs: 40_000,
      what: async () =>
        `lease ${JSON.stringify(current)} in ${JSON.stringify(events)}, ${JSON.stringify(await through.status())}`,
    },
  );
  const rotated = events.find(
    ({ name, rotation }) => name === "LeaderRotated" && rotation === current.epoch,
  )!;
  return {
    events: events.filter(({ block }) => block === rotated.block),
    blocks: rotated.block - (await startOf(current, through)) + 1,
  };
}

/** The next lease, as soon as there is one. */
async function nextLease(after: Lease, through: Validator): Promise<Lease> {
  await until(async () => (await leaseOf(through)).epoch > after.epoch, {
    timeoutMs: 60_000,
    what: async () => `a lease after ${JSON.stringify(await leaseOf(through))}`,
  });
  return leaseOf(through);
}

/** The first lease from now on of which this is true. */
async function leaseWhere(fits: (holder: Validator) => boolean, through: Validator): Promise<Lease> {
  for (let current = await leaseOf(through); ; ) {
    current = await nextLease(current, through);
    if (fits(holderOf(current))) return current;
  }
}

describe("the coordinator on a chain of its own", () => {
  test("is told nothing before sequencers are registered there, and then of the present lease", async () => {
    chain = await LocalChain.start(4, {
      witnesses: 1,
      lease,
      plan: { blockIntervalMs: 1000 },
      hasContracts: true,
    });
    await chain.waitForHeight(2);
    const [watcher, , , witness] = chain.validators as [Validator, Validator, Validator, Validator];
    contracts = new ChainContracts(chain);
    leases = new LeaseLog(chain, { coordinator: contracts.addresses.coordinator, through: witness });
    await contracts.deploy({ tellLeases: true });
    expect(await leases.events()).toEqual([]);
    await until(async () => (await leaseOf(watcher)).coordinatorEpoch === 0, {
      timeoutMs: 10_000,
      what: async () => `a contract without a lease, ${JSON.stringify(await leaseOf(watcher))}`,
    });
    await Promise.all(chain.validators.map((one) => contracts.register(one)));
    await until(async () => (await leases.events()).length > 0, {
      timeoutMs: 40_000,
      what: async () => `a first lease, ${JSON.stringify(await watcher.status())}`,
    });
    const [first] = await leases.events();
    expect(first).toMatchObject({ name: "LeaderRotated", reason: "proven" });
  });

  test("A04 is told of a rotation by the new holder within ten blocks", async () => {
    const [watcher] = chain.validators as [Validator];
    const current = await leaseWhere(() => true, watcher);
    const { events, blocks } = await told(current, watcher);
    const { holder, epoch } = current;
    expect(events).toMatchObject([{ name: "LeaderRotated", rotation: epoch, who: holder, reason: "proven" }]);
    expect(blocks).toBeLessThanOrEqual(10);
    expect(await leases.tellerOf(epoch)).toBe(holderOf(current).identity.evmAddress.toLowerCase());
    await until(async () => (await leaseOf(watcher)).coordinatorEpoch === epoch, {
      timeoutMs: 5_000,
      what: async () => JSON.stringify(await leaseOf(watcher)),
    });
  });

  test("is told by another sequencer when the holder cannot pay for it, and by nobody before ten blocks", async () => {
    const [watcher, , poor] = chain.validators as [Validator, Validator, Validator];
    // It may have held the lease in which all were told of at once, and earned by their transactions.
    await leaseWhere((holder) => holder !== poor, watcher);
    await emptyHotKey(chain, poor);
    const current = await leaseWhere((holder) => holder === poor, watcher);
    const { events, blocks } = await told(current, watcher);
    expect(events).toMatchObject([{ name: "LeaderRotated", rotation: current.epoch, who: current.holder }]);
    expect(blocks).toBeGreaterThan(10);
    expect(blocks).toBeLessThanOrEqual(14);
    const teller = await leases.tellerOf(current.epoch);
    expect(teller).not.toBe(poor.identity.evmAddress.toLowerCase());
    expect(await (await poor.get("/metrics")).text()).toMatch(
      /^cordillera_mirror_failures_total\{reason="funds"\} [1-9]/m,
    );
    await fillHotKey(chain, poor);
  });

  test("is told of a planned hand-over within ten blocks", async () => {
    const [watcher] = chain.validators as [Validator];
    // With time left for the wish to reach the chain.
    const before = await leaseWhere(() => true, watcher);
    const from = holderOf(before);
    execFileSync(process.execPath, [bundlePath, "handover", "--config", from.at("config.json")]);
    const current = await nextLease(before, watcher);
    expect(current.startHeight - before.startHeight).toBeLessThan(lease.blocks);
    const { events, blocks } = await told(current, watcher);
    expect(events).toMatchObject([
      { name: "LeaderRotated", rotation: current.epoch, who: current.holder, reason: "proven" },
    ]);
    expect(blocks).toBeLessThanOrEqual(10);
  });

  test("A05 names who lost its lease by misses, and who has it now", async () => {
    const witness = chain.validators[3]!;
    const current = await leaseWhere(() => true, witness);
    const stalled = holderOf(current);
    await told(current, witness);
    stalled.kill("SIGSTOP");
    try {
      const next = await nextLease(current, witness);
      expect(next.failed).toEqual([stalled.identity.consensusAddress]);
      const { events, blocks } = await told(next, witness);
      expect(events).toMatchObject([
        { name: "LeaderRotated", rotation: next.epoch, who: next.holder, reason: "missed" },
        { name: "TimeoutDetected", rotation: current.epoch, who: stalled.identity.consensusAddress },
      ]);
      expect(blocks).toBeLessThanOrEqual(10);
    } finally {
      stalled.kill("SIGCONT");
    }
    await delay(1000);
    const timeouts = (await leases.events()).filter(({ name }) => name === "TimeoutDetected");
    expect(timeouts).toHaveLength(1);
  });
});
