import { execFileSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ClassicLevel } from "classic-level";
import { LocalChain, until } from "../node/localChain";
import type { Validator } from "../node/validator";
import { runStep } from "./runbookSteps";

// One validator: it alone decides whether a block is kept, so what it loses is lost.
jest.setTimeout(120_000);

let chain: LocalChain;
let validator: Validator;
let mounted = false;

beforeAll(async () => {
  chain = await LocalChain.start(1);
  validator = chain.validators[0]!;
  await chain.waitForHeight(3);
}, 120_000);
afterAll(async () => {
  await chain?.stop().catch(() => {});
  if (mounted) execFileSync("umount", ["--lazy", validator.at("app")]);
  if (chain) rmSync(chain.dir, { recursive: true, force: true });
}, 60_000);

async function records(to: number) {
  const heights = Array.from({ length: to }, (_, index) => index + 1);
  return Promise.all(heights.map(async (height) => (await validator.status(`?height=${height}`)).at));
}

/** Breaks the disk under a running node, and mends it: a stop that says why, and nothing of what was is other than it was. */
async function expectClearStop(broken: {
  by: () => void | Promise<void>;
  says: RegExp;
  mend: () => void;
}): Promise<void> {
  const { height } = await validator.status();
  const before = await records(height);
  const [ends, logged] = [validator.app.ends.length, validator.app.log().length];
  await broken.by();
  await until(async () => validator.app.ends.slice(ends).includes("1"), {
    timeoutMs: 20_000,
    what: async () => "its end",
  });
  expect(validator.app.log().slice(logged)).toMatch(broken.says);
  // Long enough for it to have tried again.
  await delay(1_000);
  broken.mend();
  await chain.waitForHeight(height + 2, { timeoutMs: 60_000 });
  expect(await records(height)).toEqual(before);
}

// The node writes meanwhile: whatever space it leaves is taken, to the last block.
function fill(folder: string): void {
  const ballast = openSync(`${folder}/ballast`, "w");
  try {
    for (;;) writeSync(ballast, Buffer.alloc(4096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(ballast);
  }
}

// Mounting a disk of a few megabytes needs root.
const onOwnDisk = process.getuid?.() === 0 ? describe : describe.skip;

onOwnDisk("a disk of its own for the store", () => {
  beforeAll(async () => {
    await validator.app.halt();
    renameSync(validator.at("app"), validator.at("app.before"));
    execFileSync("mkdir", [validator.at("app")]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", validator.at("app")]);
    mounted = true;
    cpSync(validator.at("app.before"), validator.at("app"), { recursive: true });
    validator.app.start();
    await chain.waitForHeight((await chain.topHeight()) + 1);
  }, 60_000);

  test("full: the node stops with a sentence and is back once there is space", async () => {
    await expectClearStop({
      by: () => fill(validator.at("app")),
      says: /Store \S+ cannot be (written|opened)[\s\S]{0,200}No space left on device[\s\S]{0,50}fix: Free space on its disk/,
      mend: () => {
        expect(runStep("full-disk.md", "df -h", validator.dir)).toContain("/app");
        rmSync(validator.at("app/ballast"));
      },
    });
  });

  test("read-only: the node stops with a sentence and is back once it may write", async () => {
    await expectClearStop({
      // The kernel does this by itself to a disk that fails; it refuses us while files are open.
      by: async () => {
        await validator.app.halt();
        execFileSync("mount", ["-o", "remount,ro", validator.at("app")]);
        validator.app.start();
      },
      says: /Store \S+ cannot be (written|opened)[\s\S]{0,200}Read-only file system[\s\S]{0,50}fix: Make its disk writable again/,
      mend: () => void runStep("full-disk.md", "remount,rw", validator.dir),
    });
  });
});

describe("damaged records", () => {
  test("a last record that is cut off: one block lower, and CometBFT gives it again", async () => {
    const { height } = await validator.status();
    const before = await records(height);
    await validator.app.halt();
    const folder = validator.at("app/store");
    const logs = readdirSync(folder).filter(
      (name) => name.endsWith(".log") && statSync(`${folder}/${name}`).size > 0,
    );
    for (const name of logs) truncateSync(`${folder}/${name}`, statSync(`${folder}/${name}`).size - 20);
    validator.app.start();
    await chain.waitForHeight(height + 2, { timeoutMs: 60_000 });
    expect(await records(height)).toEqual(before);
  });

  test("a state that changed on the disk: a stop, and the runbook's step brings everything back", async () => {
    const { height } = await validator.status();
    const before = await records(height);
    await validator.app.halt();
    const db = new ClassicLevel<string, Uint8Array>(validator.at("app/store"), { valueEncoding: "view" });
    const state = Buffer.from((await db.get("state"))!);
    state[20]! ^= 1;
    await db.put("state", state);
    await db.close();
    const [ends, logged] = [validator.app.ends.length, validator.app.log().length];
    validator.app.start();
    await until(async () => validator.app.ends.length > ends, {
      timeoutMs: 20_000,
      what: async () => "its end",
    });
    expect(validator.app.log().slice(logged)).toMatch(
      /Store \S+ is damaged: the application state\.\s+fix: Stop the host's services, remove/,
    );
    runStep("full-disk.md", "rm -rf", validator.dir);
    await chain.waitForHeight(height + 2, { timeoutMs: 60_000 });
    expect(await records(height)).toEqual(before);
  });
});
