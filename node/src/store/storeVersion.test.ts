import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { PayloadStore } from "./payloadStore";
import {
  currentStoreVersion,
  readStoreVersion,
  type StoreStep,
  settleStoreVersion,
  steps,
  undoStoreVersion,
} from "./storeVersion";

let dir: string;
let db: ClassicLevel<string, Uint8Array>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "store-"));
  db = new ClassicLevel<string, Uint8Array>(dir, { valueEncoding: "view" });
  await db.open();
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const text = async (key: string) => Buffer.from((await db.get(key)) ?? []).toString();
const put = (key: string, value: string) => db.put(key, Buffer.from(value));

// A step as a real one would be: one key is spelled anew, and spelled back.
const renames: StoreStep = {
  from: 1,
  up: async (from) => ({ old: undefined, new: await from.get("old") }),
  down: async (from) => ({ new: undefined, old: await from.get("new") }),
};
const withRename = { target: 2, known: [...steps, renames] };

describe("settleStoreVersion", () => {
  test("has a step from every version before this one", () => {
    expect(steps.map(({ from }) => from)).toEqual([...Array(currentStoreVersion).keys()]);
  });

  test("writes this node's version into an empty store", async () => {
    expect(await settleStoreVersion(db)).toEqual([]);
    expect(await readStoreVersion(db)).toBe(currentStoreVersion);
  });

  test("takes a store without version over, content unchanged, and gives it back", async () => {
    await put("state", "{}");
    expect(await settleStoreVersion(db)).toEqual([1]);
    expect(await settleStoreVersion(db)).toEqual([]);
    expect(await text("state")).toBe("{}");
    expect(await undoStoreVersion(db)).toBe(0);
    expect(await db.keys().all()).toEqual(["state"]);
  });

  test("goes every step up and the same steps down", async () => {
    await put("state", "{}");
    await put("old", "kept");
    expect(await settleStoreVersion(db, withRename)).toEqual([1, 2]);
    expect(await text("new")).toBe("kept");
    expect(await undoStoreVersion(db, withRename.known)).toBe(1);
    expect([await text("old"), await db.get("new")]).toEqual(["kept", undefined]);
  });

  test("refuses a store of a later node, in one sentence, and leaves it as it is", async () => {
    await put("state", "{}");
    await put("meta/version", "9");
    await expect(settleStoreVersion(db)).rejects.toThrow(
      `The store is of version 9, this node knows ${currentStoreVersion}.`,
    );
    expect(await text("meta/version")).toBe("9");
  });

  test("refuses a store from which no step leads here", async () => {
    await put("state", "{}");
    await expect(settleStoreVersion(db, { target: 2, known: [renames] })).rejects.toMatchObject({
      code: "STORE_OLDER",
    });
    expect(await readStoreVersion(db)).toBe(0);
  });
});

describe("PayloadStore.open", () => {
  test("opens no store of a later node", async () => {
    await put("meta/version", "9");
    await db.close();
    await expect(PayloadStore.open(dir)).rejects.toMatchObject({ code: "STORE_NEWER" });
    await db.open();
    expect(await text("meta/version")).toBe("9");
  });
});
