import { readFileSync, writeFileSync } from "node:fs";
import { Load } from "../../faults/load";
import { Seeded } from "../../faults/seeded";
import { LocalChain, until } from "../localChain";
import type { Validator } from "../validator";

jest.setTimeout(900_000);

// Old enough that the ways differ: to find a snapshot takes seconds, and ten blocks a second come from the peers.
const agedHeight = 300;
const snapshots = { everyBlocks: 20, keep: 2, joinAboveBlocks: 100 };

let chain: LocalChain;
let load: Load;
let joiner: Validator;
beforeAll(async () => {
  chain = await LocalChain.start(4, {
    plan: { blockIntervalMs: 1000 },
    reroute: (_from, text) =>
      text.startsWith("{") ? JSON.stringify({ ...JSON.parse(text), snapshots }) : text,
  });
  joiner = chain.validators[3]!;
  load = new Load(chain.validators.slice(0, 3), {
    perSecond: 20,
    chainId: chain.plan.chainId,
    random: new Seeded(1),
  });
  await load.start();
  await chain.waitForHeight(agedHeight, { timeoutMs: 800_000 });
}, 840_000);
afterAll(async () => {
  await load?.stop();
  await chain?.stop();
}, 60_000);

/** Seconds from an empty disk to the head, geth included. */
async function joinSeconds(): Promise<number> {
  await joiner.stop();
  joiner.loseDisk();
  const startedMs = Date.now();
  joiner.start();
  await until(
    async () => {
      const { height, evmHeight } = await joiner.status();
      if (height < (await chain.topHeight()) - 1) return false;
      return (await joiner.gethHeight()) >= evmHeight;
    },
    { timeoutMs: 300_000, what: async () => `the joiner at ${await chain.heights()}` },
  );
  return (Date.now() - startedMs) / 1000;
}

function neverBySnapshot(): void {
  const config = JSON.parse(readFileSync(joiner.at("config.json"), "utf8"));
  const rules = { ...config.snapshots, joinAboveBlocks: 1_000_000 };
  writeFileSync(joiner.at("config.json"), JSON.stringify({ ...config, snapshots: rules }));
}

const hasRestored = () => joiner.app.log().includes('"msg":"state restored from a snapshot"');

describe("an empty host of an aged network", () => {
  test("is at the head by a snapshot in less than half the time that it takes by blocks", async () => {
    const bySnapshot = await joinSeconds();
    expect(hasRestored()).toBe(true);
    const linesBefore = joiner.app.log().length;
    neverBySnapshot();
    const byBlocks = await joinSeconds();
    expect(joiner.app.log().slice(linesBefore)).not.toContain("state restored from a snapshot");
    const height = await chain.topHeight();
    console.log(
      `at head of ${height} blocks after ${bySnapshot.toFixed(1)} s by a snapshot, ${byBlocks.toFixed(1)} s by blocks: ${(byBlocks / bySnapshot).toFixed(1)} times as fast`,
    );
    expect(bySnapshot * 2).toBeLessThan(byBlocks);
  });
});
