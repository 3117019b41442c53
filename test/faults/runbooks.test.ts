import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { LocalChain, until } from "../node/localChain";
import { readRunbook, runStep } from "./runbookSteps";

jest.setTimeout(150_000);

let chain: LocalChain;
beforeAll(async () => {
  chain = await LocalChain.start(4);
  await chain.waitForHeight(4);
}, 120_000);
afterAll(() => chain?.stop(), 60_000);

async function sameAt(height: number): Promise<void> {
  const records = await Promise.all(chain.validators.map((one) => one.status(`?height=${height}`)));
  expect(records[0]!.at?.height).toBe(height);
  expect(new Set(records.map(({ at }) => JSON.stringify(at))).size).toBe(1);
}

describe("docs/runbooks/stuck-chain.md", () => {
  test("A03 A20 two of four away: nothing moves, what validators say is in the table; one back, and it goes on", async () => {
    const [v1, , v3, v4] = chain.validators;
    for (const one of [v3!, v4!]) for (const each of one.processes) await each.halt();
    await delay(3_000);
    const { height } = await v1!.status();
    await until(
      async () => (await v1!.status()).reasons.some((reason) => reason.startsWith("no block for")),
      {
        timeoutMs: 40_000,
        what: async () => JSON.stringify((await v1!.status()).reasons),
      },
    );
    expect((await v1!.status()).height).toBe(height);
    expect(readRunbook("stuck-chain.md")).toContain("| `no block for N s`, and others say so too |");
    v3!.start();
    const three = chain.validators.slice(0, 3);
    await chain.waitForHeight(height + 2, { of: three });
    v4!.start();
    await chain.waitForHeight(height + 3);
    await sameAt(height);
  });
});

describe("docs/runbooks/lost-validator.md", () => {
  test("A15 a disk that is gone: from nothing to the head by its peers, and it signs again", async () => {
    const lost = chain.validators[3]!;
    for (const each of lost.processes) await each.halt();
    const others = chain.validators.slice(0, 3);
    // Others made blocks since the last that it signed: only then may its signing state begin anew.
    await chain.waitForHeight((await chain.topHeight()) + 2, { of: others });
    runStep("lost-validator.md", "-mindepth 1", lost.dir);
    rmSync(lost.at("comet/data"), { recursive: true });
    mkdirSync(lost.at("comet/data"));
    writeFileSync(lost.at("comet/data/priv_validator_state.json"), '{"height":"0","round":0,"step":0}');
    lost.start();
    const top = await chain.topHeight();
    await chain.waitForHeight(top + 2, { timeoutMs: 90_000 });
    for (const height of [1, 2, top]) await sameAt(height);
    await until(async () => (await lost.status()).healthy && (await lost.gethHeight()) >= top, {
      timeoutMs: 30_000,
      what: async () => JSON.stringify(await lost.status()),
    });
    await until(async () => signsAgain(lost.identity.consensusAddress), {
      timeoutMs: 30_000,
      what: async () => "its vote in a commit",
    });
  });
});

async function signsAgain(address: string): Promise<boolean> {
  const { signed_header: header } = await chain.validators[0]!.comets<{
    signed_header: { commit: { signatures: { validator_address: string; block_id_flag: number }[] } };
  }>("/commit");
  return header.commit.signatures.some((one) => one.validator_address === address && one.block_id_flag === 2);
}
