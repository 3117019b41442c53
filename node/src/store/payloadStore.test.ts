import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import type { AppState } from "../state";
import { PayloadStore } from "./payloadStore";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const root = `0x${"5".repeat(64)}`;
const stateAt = (height: number, evm = height): AppState => ({
  height,
  blockTimeMs: 1,
  dueMs: 1,
  head: { number: evm, hash: `0x${evm}`, timestamp: 1, stateRoot: "0xroot" },
  genesisHash: "0x0",
  blockIntervalMs: 2000,
  validators: {},
  leaseRules: { blocks: 100, missesToFailOver: 10 },
  lease: { epoch: 1, holder: "AA", startHeight: 1, lastBlockHeight: 0, missed: {}, failed: [] },
  appHash: "0xapp",
});

describe("PayloadStore", () => {
  test("keeps state and payloads over a reopening", async () => {
    const store = await PayloadStore.open(dir);
    await store.commit(stateAt(1), { tx: Buffer.from("one"), parentBeaconBlockRoot: root });
    await store.commit(stateAt(2, 1));
    await store.close();
    const again = await PayloadStore.open(dir);
    expect(await again.loadState()).toEqual(stateAt(2, 1));
    const payload = await again.payloadAt(1);
    expect(Buffer.from(payload.tx).toString()).toBe("one");
    expect(payload.parentBeaconBlockRoot).toBe(root);
    expect(await again.heightRecord(2)).toEqual({
      height: 2,
      evmNumber: 1,
      evmHash: "0x1",
      stateRoot: "0xroot",
    });
    await again.close();
  });

  test("has no state before the first commit", async () => {
    const store = await PayloadStore.open(dir);
    expect(await store.loadState()).toBeUndefined();
    expect(await store.heightRecord(1)).toBeUndefined();
    await store.close();
  });

  test("names a payload that is missing", async () => {
    const store = await PayloadStore.open(dir);
    await expect(store.payloadAt(3)).rejects.toThrow("Payload 3 is not in the store.");
    await store.close();
  });

  const bound = { maxBytes: 3_000_000, keepBlocks: 10 };
  const big = () => ({ tx: randomBytes(100_000), parentBeaconBlockRoot: root });
  // LevelDB counts what it has put into files; it keeps 4 MB in memory before.
  const slackBytes = 8_000_000;

  test("stays within its bound and keeps the newest", async () => {
    const store = await PayloadStore.open(dir, { bound });
    for (let height = 1; height <= 320; height++) await store.commit(stateAt(height), big());
    expect(await store.payloadBytes()).toBeLessThan(bound.maxBytes + slackBytes);
    const first = await store.firstPayload();
    expect(first).toBeGreaterThan(200);
    expect(await store.heightRecord(first - 1)).toBeUndefined();
    for (const kept of [first, 310, 320]) expect((await store.payloadAt(kept)).tx.length).toBe(100_000);
    await store.close();
  }, 60_000);

  test.each([
    ["evidence", { bound: { ...bound, keepBlocks: 1000 } }, 1],
    ["DA", { bound, confirmedTo: () => 40 }, 41],
  ])(
    "over its bound, keeps what %s needs",
    async (_, options, first) => {
      const store = await PayloadStore.open(dir, options);
      for (let height = 1; height <= 160; height++) await store.commit(stateAt(height), big());
      expect(await store.payloadBytes()).toBeGreaterThan(bound.maxBytes);
      expect(await store.firstPayload()).toBe(first);
      await store.close();
    },
    60_000,
  );

  test("a last record cut off by a crash is as if it had not been written", async () => {
    const store = await PayloadStore.open(dir);
    await store.commit(stateAt(1), { tx: Buffer.from("one"), parentBeaconBlockRoot: root });
    await store.commit(stateAt(2), { tx: Buffer.from("two"), parentBeaconBlockRoot: root });
    await store.close();
    const log = join(dir, readdirSync(dir).find((name) => name.endsWith(".log"))!);
    truncateSync(log, statSync(log).size - 10);
    const again = await PayloadStore.open(dir);
    expect(await again.loadState()).toEqual(stateAt(1));
    await expect(again.payloadAt(2)).rejects.toThrow("Payload 2 is not in the store.");
    await again.close();
  });

  test.each(["state", "p/000000000001"])("says that %s is damaged rather than using it", async (key) => {
    const store = await PayloadStore.open(dir);
    await store.commit(stateAt(1), { tx: Buffer.from("one"), parentBeaconBlockRoot: root });
    await store.close();
    const db = new ClassicLevel<string, Uint8Array>(dir, { valueEncoding: "view" });
    const value = Buffer.from((await db.get(key))!);
    value[value.length - 3]! ^= 1;
    await db.put(key, value);
    await db.close();
    const fatal: string[] = [];
    const again = await PayloadStore.open(dir, { onFatal: (error) => fatal.push(error.code) });
    const [read, what] =
      key === "state" ? [again.loadState(), "the application state"] : [again.payloadAt(1), "payload 1"];
    await expect(read).rejects.toThrow(
      `Store ${dir} is damaged: ${what}.\n  fix: Stop the host's services, remove ${dir} and start them again: CometBFT gives every block back.`,
    );
    expect(fatal).toEqual(["STORE_CORRUPT"]);
    await again.close();
  });

  test("says how to go on when its files are damaged", async () => {
    const store = await PayloadStore.open(dir);
    await store.commit(stateAt(1));
    await store.close();
    writeFileSync(join(dir, "CURRENT"), "MANIFEST-000099\n");
    await expect(PayloadStore.open(dir)).rejects.toThrow(
      /^Store .* cannot be opened\.\n {2}- .*\n {2}fix: Stop the host's services, remove .* and start them again/,
    );
  });

  test("refuses a folder that another process holds", async () => {
    const store = await PayloadStore.open(dir);
    await expect(PayloadStore.open(dir)).rejects.toThrow(`Store ${dir} cannot be opened.`);
    await store.close();
  });
});
