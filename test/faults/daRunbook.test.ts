import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { daFaults } from "../../node/src/da/daFaults";
import { DaChain } from "../node/daChain";
import { until } from "../node/localChain";
import { bundlePath } from "../node/tools";
import type { Validator } from "../node/validator";
import { readRunbook, stepText } from "./runbookSteps";

jest.setTimeout(150_000);

const name = "da-outage.md";
let da: DaChain;
beforeAll(async () => {
  da = await DaChain.start(2);
  await da.chain.waitForHeight(6);
}, 120_000);
afterAll(() => da?.stop(), 60_000);

const confirmed = () => Promise.all(da.chain.validators.map((one) => da.confirmedTo(one)));
const reach = (number: number) =>
  until(async () => (await confirmed()).every((to) => to >= number), {
    timeoutMs: 60_000,
    what: async () => `block ${number} on DA (at ${(await confirmed()).join(", ")})`,
  });

/** A line of the runbook that runs the node's command in the application's container, run without one. */
async function runCommand(one: Validator, containing: string): Promise<string> {
  const line = (text: string) => text.split("\n").find((each) => each.includes(containing))!;
  const command = (text: string) =>
    line(text)
      .replace(/^docker compose .* app cordillera-node /, `${process.execPath} ${bundlePath} `)
      .replace("/etc/cordillera/config.json", one.at("config.json"))
      .replace("--genesis /genesis.json", `--genesis ${one.at("comet/config/genesis.json")}`)
      .replaceAll("/data/genesis.json", one.at("app/genesis.json"))
      .replace("--data-dir /data", `--data-dir ${one.at("app")}`);
  // The devnet lives in this process: it must go on answering.
  const run = promisify(execFile)("bash", ["-euc", stepText(name, containing, one.dir, command)]);
  return (await run).stdout;
}

describe("docs/runbooks/da-outage.md", () => {
  test("has a row for every way in which DA fails", () => {
    const text = readRunbook(name);
    expect(daFaults.filter((fault) => !text.includes(`\`${fault}\``))).toEqual([]);
  });

  test("DA is away: the chain goes on, the reason is in the table, and nothing is to be done when it is back", async () => {
    await reach(4);
    const [one] = da.chain.validators;
    await da.befall({ away: true });
    await da.chain.waitForHeight((await da.chain.topHeight()) + 9);
    const { degraded } = await one!.status();
    expect(degraded[0]).toMatch(/^DA fails since \d+ s: DA did not answer/);
    const metrics = await (await one!.get("/metrics")).text();
    const [, reason] = /cordillera_da_failures_total\{reason="(\w+)"\} [1-9]/.exec(metrics)!;
    expect(readRunbook(name)).toContain(`| \`${reason}\` |`);
    await da.befall({ away: false });
    await reach((await one!.status()).evmHeight - 4);
    await until(async () => (await one!.status()).degraded.length === 0, {
      timeoutMs: 20_000,
      what: async () => (await one!.status()).degraded.join("; "),
    });
  });

  test("an emptied DA: every node says so and posts nothing, until it is told to look anew", async () => {
    await da.loseDevnet();
    const [one] = da.chain.validators;
    await until(
      async () => (await one!.status()).degraded.some((each) => each.includes("DA has no longer")),
      {
        timeoutMs: 30_000,
        what: async () => (await one!.status()).degraded.join("; "),
      },
    );
    expect(da.blobs()).toEqual([]);
    const { evmHeight } = await one!.status();
    for (const each of da.chain.validators) {
      await each.app.stop();
      expect(await runCommand(each, "store forget-da")).toContain("finds its place on DA anew");
      each.app.start();
    }
    await reach(evmHeight);
    expect(da.blobs()[0]!.header.from).toBe(1);
  });

  test("every disk is gone: rebuilt from DA on each, the same everywhere, and consensus begins anew above", async () => {
    const printed: object[] = [];
    for (const each of da.chain.validators) await each.stop();
    for (const each of da.chain.validators) {
      await da.loseDisk(each);
      const lines = (await runCommand(each, "rebuild --from-da")).trim().split("\n");
      const {
        seconds: _,
        blocksPerSecond: __,
        ...rebuilt
      } = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
      printed.push(rebuilt);
    }
    expect(printed[1]).toEqual(printed[0]);
    for (const each of da.chain.validators) {
      writeFileSync(each.at("comet/config/genesis.json"), readFileSync(each.at("app/genesis.json")));
      for (const one of [each.app, each.comet]) one.start();
    }
    const { height, evmHeight, evmHash } = printed[0] as {
      height: number;
      evmHeight: number;
      evmHash: string;
    };
    await da.chain.waitForHeight(height + 6);
    for (const each of da.chain.validators) expect((await each.gethBlock(evmHeight))!.hash).toBe(evmHash);
    // From now on consensus has blocks of its own to come back by.
    da.chain.validators[1]!.kill();
    await da.chain.waitForHeight(height + 12);
    await reach(evmHeight + 4);
  });
});
