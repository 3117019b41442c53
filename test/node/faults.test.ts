import { existsSync, mkdirSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { watchHeads } from "./heads";
import { LocalChain, until } from "./localChain";
import type { Validator } from "./validator";
import { giveAnotherHistory } from "./wedge";

// Everything here heals without a person: the tests only break things and wait.
jest.setTimeout(150_000);

let chain: LocalChain;
beforeAll(async () => {
  chain = await LocalChain.start(4);
  await chain.waitForHeight(3);
}, 120_000);
afterAll(() => chain?.stop(), 60_000);

/** Two more blocks later: healthy, at the head, and geth itself stands there too. */
async function healed(validator: Validator, timeoutMs = 40_000): Promise<void> {
  const wanted = (await chain.topHeight()) + 2;
  await until(
    async () => {
      const status = await validator.status();
      if (!status.healthy || status.height < Math.max(wanted, (await chain.topHeight()) - 1)) return false;
      return (await validator.gethHeight()) >= status.evmHeight;
    },
    { timeoutMs, what: async () => JSON.stringify(await validator.status().catch(String)) },
  );
}

async function metric(validator: Validator, name: string): Promise<number> {
  const text = await (await validator.get("/metrics")).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "m").exec(text)?.[1]);
}

async function peersOf(validator: Validator): Promise<{ consensus: number; execution: number }> {
  const [{ n_peers }, count] = await Promise.all([
    validator.comets<{ n_peers: string }>("/net_info"),
    validator.askGeth<string>("net_peerCount", []),
  ]);
  return { consensus: Number(n_peers), execution: Number(count) };
}

const hasThree = ({ consensus, execution }: { consensus: number; execution: number }) =>
  consensus === 3 && execution === 3;

async function expectAgreement(): Promise<void> {
  const height = Math.min(...(await chain.heights()));
  const records = await Promise.all(chain.validators.map((one) => one.status(`?height=${height}`)));
  expect(new Set(records.map((record) => JSON.stringify(record.at))).size).toBe(1);
  expect(records[0]!.at?.height).toBe(height);
}

/** Processes that are not ours to end keep running. */
function endsOf(validator: Validator): Record<string, number> {
  return Object.fromEntries(validator.processes.map((one) => [one.name, one.ends.length]));
}

/** Status of /readyz, once it is this. */
async function readyzBecomes(wanted: number, validator: Validator, timeoutMs: number): Promise<void> {
  await until(async () => (await validator.get("/readyz")).status === wanted, {
    timeoutMs,
    what: async () =>
      `${wanted} of /readyz (${await validator.get("/readyz").then((answer) => answer.text())})`,
  });
}

describe("four validators", () => {
  test("A01 S05 each answer over HTTP and WebSocket, tell metrics, and have the other three as peers", async () => {
    await until(async () => (await Promise.all(chain.validators.map(peersOf))).every(hasThree), {
      timeoutMs: 20_000,
      what: async () => JSON.stringify(await Promise.all(chain.validators.map(peersOf))),
    });
    await Promise.all(
      chain.validators.map(async (one) => {
        const before = await one.gethHeight();
        const { head, numbers } = await watchHeads(one, 2);
        expect(head).toBeGreaterThanOrEqual(before);
        expect(numbers).toEqual([numbers[0], numbers[0]! + 1]);
        expect(numbers[0]).toBeGreaterThan(before);
        expect(await one.gethHeight()).toBeGreaterThan(before);
        expect(await metric(one, "cordillera_evm_height")).toBeGreaterThan(before);
      }),
    );
  });

  test("A02 agree on block hash and state root, transfer included", async () => {
    expect((await chain.transfer(chain.validators[1])).status).toBe(1);
    await chain.waitForHeight((await chain.topHeight()) + 2);
    await expectAgreement();
  });

  test("S07 a killed geth: not ready until it is level again, and neither application nor CometBFT stopped", async () => {
    const [victim] = chain.validators as [Validator];
    const before = endsOf(victim);
    await readyzBecomes(200, victim, 5_000);
    victim.geth.kill("SIGKILL");
    await readyzBecomes(503, victim, 5_000);
    expect((await victim.status()).healthy).toBe(false);
    await healed(victim);
    await readyzBecomes(200, victim, 5_000);
    expect(endsOf(victim)).toEqual({ ...before, geth: before.geth! + 1 });
  });

  test("E18 a killed application comes back with CometBFT and loses nothing", async () => {
    const victim = chain.validators[1]!;
    const { height } = await victim.status();
    victim.app.kill("SIGKILL");
    await delay(500);
    await healed(victim);
    expect((await victim.status(`?height=${height}`)).at?.height).toBe(height);
  });

  test("E18 a killed CometBFT comes back while the application keeps running", async () => {
    const victim = chain.validators[2]!;
    const before = endsOf(victim);
    victim.comet.kill("SIGKILL");
    await delay(500);
    await healed(victim);
    expect(endsOf(victim)).toEqual({ ...before, cometbft: before.cometbft! + 1 });
  });

  test("E18 a host whose three processes are killed at once is back at the head", async () => {
    const victim = chain.validators[3]!;
    victim.kill();
    await delay(500);
    await healed(victim);
    await expectAgreement();
  });

  test("a geth whose data is gone is filled again from the store", async () => {
    const victim = chain.validators[0]!;
    await victim.geth.halt();
    rmSync(victim.at("geth"), { recursive: true, force: true });
    mkdirSync(victim.at("geth"));
    victim.geth.start();
    await healed(victim);
    expect(await metric(victim, "cordillera_payloads_pushed_again_total")).toBeGreaterThan(5);
    await expectAgreement();
  });

  test("a geth killed again and again while young is level in the end", async () => {
    const victim = chain.validators[1]!;
    for (const youngMs of [2_000, 4_000, 7_000]) {
      victim.geth.kill("SIGKILL");
      await delay(youngMs);
    }
    victim.geth.kill("SIGKILL");
    await delay(500);
    await healed(victim, 60_000);
    await expectAgreement();
  });

  test("a geth that stands on another history is wiped and filled again", async () => {
    const victim = chain.validators[2]!;
    await giveAnotherHistory(victim);
    await healed(victim, 60_000);
    expect(await metric(victim, "cordillera_execution_wipes_total")).toBe(1);
    expect(existsSync(victim.at("control/wipe"))).toBe(false);
    await expectAgreement();
  });

  test("an application whose store is gone gets every payload back from CometBFT's blocks", async () => {
    const victim = chain.validators[3]!;
    await victim.app.halt();
    rmSync(victim.at("app"), { recursive: true, force: true });
    mkdirSync(victim.at("app"));
    victim.app.start();
    await healed(victim);
    expect((await victim.status("?height=2")).at).toEqual(
      (await chain.validators[0]!.status("?height=2")).at,
    );
  });

  test("E18 SIGTERM ends the application with 0 within seconds, and it comes back", async () => {
    const victim = chain.validators[3]!;
    const endsBefore = victim.app.ends.length;
    const startedMs = Date.now();
    victim.app.kill("SIGTERM");
    await until(async () => victim.app.ends.length > endsBefore, {
      timeoutMs: 8_000,
      what: async () => "its end",
    });
    expect(victim.app.ends[endsBefore]).toBe("0");
    expect(Date.now() - startedMs).toBeLessThan(5_000);
    await healed(victim);
  });

  test("E18 all twelve processes killed at once: the chain goes on", async () => {
    const height = await chain.topHeight();
    for (const one of chain.validators) one.kill();
    await chain.waitForHeight(height + 3, { timeoutMs: 60_000 });
    for (const one of chain.validators) await healed(one);
    expect((await chain.transfer(chain.validators[0])).status).toBe(1);
    await expectAgreement();
  });
});
