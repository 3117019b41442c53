import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  test("refuses a folder that another process holds", async () => {
    const store = await PayloadStore.open(dir);
    await expect(PayloadStore.open(dir)).rejects.toThrow(`Store ${dir} cannot be opened.`);
    await store.close();
  });
});
