import { readFileSync, writeFileSync } from "node:fs";
import { placeOf, readEvmKey } from "../../../node/src/keys/evmKeyFiles";
import { LocalChain, until } from "../localChain";
import type { Validator } from "../validator";
import { ByzantineProxy } from "./byzantineProxy";
import { showDoubleSign } from "./doubleSign";
import { type MisdeedName, misdeeds } from "./misdeeds";

jest.setTimeout(240_000);

const abciPort = 36658;
const honestAppPort = 36659;

// Megabytes may arrive after the round's time-out; then it is the time-out that refuses them.
const mayComeTooLate = new Set<MisdeedName>(["oversized"]);

let chain: LocalChain;
let honest: Validator[];
let traitor: Validator;
let proxy: ByzantineProxy;

beforeAll(async () => {
  chain = await LocalChain.start(4);
  honest = chain.validators.slice(0, 3);
  traitor = chain.validators[3]!;
  await chain.waitForHeight(2);
  await traitor.comet.stop();
  await traitor.app.stop();
  const config = JSON.parse(readFileSync(traitor.at("config.json"), "utf8"));
  const host = config.abciAddress.split(":")[0];
  writeFileSync(
    traitor.at("config.json"),
    JSON.stringify({ ...config, abciAddress: `${host}:${honestAppPort}` }),
  );
  const signer = {
    chainId: "test-1234",
    key: readEvmKey(placeOf(traitor.at("keys"))),
    evmAddress: traitor.identity.evmAddress.toLowerCase(),
  };
  proxy = new ByzantineProxy({ host, port: abciPort, appPort: honestAppPort, signer });
  await proxy.listen();
  traitor.app.start();
  traitor.comet.start();
  await chain.waitForHeight((await chain.topHeight()) + 2);
}, 120_000);

afterAll(async () => {
  await chain?.stop();
  await proxy?.close();
}, 60_000);

/** Values of a counter, by its one label. */
async function counted(of: Validator, name: string): Promise<Record<string, number>> {
  const text = await (await of.get("/metrics")).text();
  const lines = text.matchAll(new RegExp(`^${name}{[a-z]+="(\\w+)"} (\\d+)$`, "gm"));
  return Object.fromEntries([...lines].map(([, label, value]) => [label!, Number(value)]));
}

describe("A03 a validator that proposes what it must not", () => {
  const names = Object.keys(misdeeds) as MisdeedName[];

  test("is refused with a counted reason by every honest one, and the next round makes the block", async () => {
    const before = await chain.topHeight();
    let uncounted = names;
    for (let turn = 0; turn < 3 && uncounted.some((name) => !mayComeTooLate.has(name)); turn++) {
      const wanted = proxy.done.length + uncounted.length;
      proxy.plan(uncounted);
      await until(async () => proxy.done.length === wanted, {
        timeoutMs: 120_000,
        what: async () => `${wanted} misdeeds (done ${proxy.done.map(({ misdeed }) => misdeed).join(", ")})`,
      });
      await chain.waitForHeight(proxy.done.at(-1)!.height + 1);
      const reasons = await Promise.all(
        honest.map((one) => counted(one, "cordillera_proposals_rejected_total")),
      );
      uncounted = names.filter((name) => reasons.some((of) => !of[name]));
    }
    expect(uncounted.filter((name) => !mayComeTooLate.has(name))).toEqual([]);
    expect(await chain.topHeight()).toBeGreaterThan(before + names.length);
    for (const { height } of proxy.done) {
      const { block } = await honest[0]!.comets<{ block: { header: { proposer_address: string } } }>(
        `/block?height=${height}`,
      );
      expect(block.header.proposer_address).not.toBe(traitor.identity.consensusAddress);
    }
  });

  test("splits nothing: all four stand on the same blocks", async () => {
    const height = Math.min(...(await chain.heights()));
    const records = await Promise.all(chain.validators.map((one) => one.status(`?height=${height}`)));
    expect(new Set(records.map((record) => JSON.stringify(record.at))).size).toBe(1);
    expect(records[0]!.at?.height).toBe(height);
  });

  test("and one that signs twice is shown by every node, with its address, while the chain goes on", async () => {
    const height = (await chain.topHeight()) - 2;
    expect(await showDoubleSign(traitor, { height, chainId: "test-1234" })).not.toHaveProperty("error");
    for (const one of chain.validators) {
      await until(async () => (await counted(one, "cordillera_evidence_total")).double_sign === 1, {
        timeoutMs: 30_000,
        what: async () => `evidence at ${one.name}`,
      });
      expect(one.app.log()).toMatch(
        new RegExp(`"kind":"double_sign","validator":"${traitor.identity.consensusAddress}","power":10`),
      );
    }
    await chain.waitForHeight((await chain.topHeight()) + 2);
  });
});
