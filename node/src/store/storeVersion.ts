import type { ClassicLevel } from "classic-level";
import { NodeError } from "../faults";

// The format of the store, under a key of its own. Raise `currentStoreVersion` with every change that an earlier node
// would read wrongly, and add the step to `steps`.
const versionKey = "meta/version";
const stateKey = "state";
export const currentStoreVersion = 1;

type Db = Pick<ClassicLevel<string, Uint8Array>, "get" | "batch">;

/** What a step writes: a value, or undefined to remove the key. */
export type Writes = Record<string, Uint8Array | undefined>;

/** One version up, and back again; both read the store and tell what to write, and no step loses what the other needs. */
export interface StoreStep {
  from: number;
  up: (db: Db) => Promise<Writes>;
  down: (db: Db) => Promise<Writes>;
}

/** From the store of nodes that wrote no version: same content. */
const firstStep: StoreStep = { from: 0, up: async () => ({}), down: async () => ({}) };
export const steps: readonly StoreStep[] = [firstStep];

/** The store was written by a later node. */
export class StoreNewerError extends NodeError<"STORE_NEWER"> {
  constructor(at: { found: number; known: number }) {
    super("STORE_NEWER", `The store is of version ${at.found}, this node knows ${at.known}.`, {
      fix: "Run the release that wrote it; to go back for good, `cordillera-node store undo` of that release first.",
    });
  }
}

/** The store is of a version from which no step leads here. */
export class StoreOlderError extends NodeError<"STORE_OLDER"> {
  constructor(at: { found: number; wanted: number }) {
    super("STORE_OLDER", `The store is of version ${at.found}, and no step leads from it to ${at.wanted}.`, {
      fix: "Run the release that wrote it, or move this host's application data away: it fills again from CometBFT's blocks.",
    });
  }
}

/** Version of the store; undefined while nothing is in it. */
export async function readStoreVersion(db: Db): Promise<number | undefined> {
  const raw = await db.get(versionKey);
  if (raw) return Number(Buffer.from(raw).toString("utf8"));
  return (await db.get(stateKey)) ? 0 : undefined;
}

/**
 * Brings the store to this node's version, one step and one synced write after the other.
 *
 * @returns the versions that it went through; none when it was right already
 * @throws STORE_NEWER STORE_OLDER
 */
export async function settleStoreVersion(
  db: Db,
  { target = currentStoreVersion, known = steps }: { target?: number; known?: readonly StoreStep[] } = {},
): Promise<number[]> {
  const found = await readStoreVersion(db);
  if (found === undefined) {
    await write(db, {}, target);
    return [];
  }
  if (found > target) throw new StoreNewerError({ found, known: target });
  const path: StoreStep[] = [];
  for (let version = found; version < target; version++) {
    const step = known.find(({ from }) => from === version);
    if (!step) throw new StoreOlderError({ found, wanted: target });
    path.push(step);
  }
  for (const step of path) await write(db, await step.up(db), step.from + 1);
  return path.map(({ from }) => from + 1);
}

/** One version back, for going back to an earlier release. @throws STORE_NEWER STORE_OLDER */
export async function undoStoreVersion(db: Db, known: readonly StoreStep[] = steps): Promise<number> {
  const found = (await readStoreVersion(db)) ?? 0;
  const step = known.find(({ from }) => from === found - 1);
  if (!step) {
    const newest = known.length;
    if (found > newest) throw new StoreNewerError({ found, known: newest });
    throw new StoreOlderError({ found, wanted: found - 1 });
  }
  await write(db, await step.down(db), step.from);
  return step.from;
}

async function write(db: Db, writes: Writes, version: number): Promise<void> {
  const batch = db.batch();
  for (const [key, value] of Object.entries(writes)) {
    if (value) batch.put(key, value);
    else batch.del(key);
  }
  // Nodes of version 0 know of no version key.
  if (version === 0) batch.del(versionKey);
  else batch.put(versionKey, Buffer.from(String(version)));
  await batch.write({ sync: true });
}
