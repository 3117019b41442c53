import { ClassicLevel } from "classic-level";
import { NodeError } from "../faults";
import type { AppState } from "../state";
import { planPruning, type StoreBound } from "./pruning";
import { digestOf, type StateSeal } from "./sealed";
import { Shelf, type ShelfWrite } from "./shelf";
import { PayloadMissingError, StoreCorruptError, StoreOpenError, StoreWriteError } from "./storeFaults";
import { settleStoreVersion } from "./storeVersion";

/** What a consensus height left behind. */
export interface HeightRecord {
  height: number;
  evmNumber: number;
  evmHash: string;
  stateRoot: string;
  /** From a snapshot: nothing at or below was executed here. */
  restored?: true;
}

/** A finalized payload as consensus carried it, and what `newPayload` wants beside it. */
export interface StoredPayload {
  tx: Uint8Array;
  parentBeaconBlockRoot: string;
}

export interface StoreOptions {
  /** Absent: everything is kept. */
  bound?: StoreBound;
  /** Last payload that lies in DA; absent where there is no DA. */
  confirmedTo?: () => number;
  /** The store must not be used on: a write failed, or a record is damaged. */
  onFatal?: (error: StoreWriteError | StoreCorruptError) => void;
}

// Sizes are asked of the files: often enough for a bound, seldom enough to cost nothing.
const pruneEveryHeights = 16;

const stateKey = "state";
const payloadKey = (number: number) => `p/${padded(number)}`;
const afterPayloads = "p0";
// Beside the records, so that a node of before seals reads this store too.
const stateSealKey = "seal/state";
const sealKey = (number: number) => `seal/p/${padded(number)}`;
const heightKey = (height: number) => `h/${padded(height)}`;

/** Every finalized payload, whole, and the application state; one write per height, on disk before it returns. */
export class PayloadStore {
  private constructor(
    private readonly db: ClassicLevel<string, Uint8Array>,
    private readonly dir: string,
    private readonly options: StoreOptions,
  ) {}

  /** @throws STORE_OPEN STORE_NEWER STORE_OLDER */
  static async open(dir: string, options: StoreOptions = {}): Promise<PayloadStore> {
    const db = new ClassicLevel<string, Uint8Array>(dir, { valueEncoding: "view", compression: true });
    try {
      await db.open();
    } catch (cause) {
      throw new StoreOpenError(dir, cause);
    }
    try {
      await settleStoreVersion(db);
    } catch (error) {
      await db.close();
      throw error instanceof NodeError ? error : new StoreOpenError(dir, error);
    }
    return new PayloadStore(db, dir, options);
  }

  /** @throws STORE_CORRUPT */
  async loadState(): Promise<AppState | undefined> {
    const what = "the application state";
    const [raw, sealed] = [await this.read(stateKey, what), await this.read(stateSealKey, what)];
    if (!raw) return undefined;
    let state: AppState;
    try {
      state = JSON.parse(Buffer.from(raw).toString("utf8")) as AppState;
    } catch {
      throw this.fatal(new StoreCorruptError(this.dir, what));
    }
    const { height, digest } = sealed ? parse<StateSeal>(sealed) : { height: -1, digest: "" };
    // A node of before seals may have written the state since.
    if (height === state.height && digest !== digestOf(raw)) {
      throw this.fatal(new StoreCorruptError(this.dir, what));
    }
    return state;
  }

  /** State and payload of one height and what an area keeps beside them: all or nothing. @throws STORE_WRITE */
  async commit(state: AppState, payload?: StoredPayload, beside: ShelfWrite = {}): Promise<void> {
    const batch = this.db.batch().put(heightKey(state.height), json(recordOf(state)));
    putState(batch, state);
    if (payload) putPayload(batch, state.head.number, payload);
    for (const [key, value] of Object.entries(beside)) batch.put(key, json(value));
    try {
      await batch.write({ sync: true });
      if (state.height % pruneEveryHeights === 0) await this.prune(state);
    } catch (cause) {
      throw this.fatal(new StoreWriteError(this.dir, cause));
    }
  }

  /** Bytes of payloads on disk; what still lies in memory is not counted. */
  async payloadBytes(): Promise<number> {
    return this.db.approximateSize(payloadKey(0), afterPayloads);
  }

  /** Number of the oldest payload that is kept; 0 when there is none. */
  async firstPayload(): Promise<number> {
    const [key] = await this.db.keys({ gt: payloadKey(0), lt: afterPayloads, limit: 1 }).all();
    return key === undefined ? 0 : Number(key.slice(2));
  }

  /** @throws PAYLOAD_MISSING STORE_CORRUPT */
  async payloadAt(number: number): Promise<StoredPayload> {
    const what = `payload ${number}`;
    const [raw, sealed] = [await this.read(payloadKey(number), what), await this.read(sealKey(number), what)];
    if (!raw) throw new PayloadMissingError(number);
    if (sealed && parse<string>(sealed) !== digestOf(raw)) {
      throw this.fatal(new StoreCorruptError(this.dir, what));
    }
    return {
      tx: raw.subarray(32),
      parentBeaconBlockRoot: `0x${Buffer.from(raw.subarray(0, 32)).toString("hex")}`,
    };
  }

  /** Whether this block's payload is kept. */
  async hasPayload(number: number): Promise<boolean> {
    return (await this.db.get(payloadKey(number))) !== undefined;
  }

  /** Payloads that came from elsewhere than consensus; the state follows once they all are in. */
  async importPayloads(first: number, payloads: readonly StoredPayload[]): Promise<void> {
    const batch = this.db.batch();
    for (const [index, payload] of payloads.entries()) putPayload(batch, first + index, payload);
    await batch.write({ sync: true });
  }

  /** A state that came from elsewhere than consensus: its height has no record, which tells the two apart. */
  async importState(state: AppState): Promise<void> {
    const batch = this.db.batch();
    putState(batch, state);
    await batch.write({ sync: true });
  }

  /** In place of all that is there: a state of a snapshot and its block. @throws STORE_WRITE */
  async restore(state: AppState, payload: StoredPayload): Promise<void> {
    const record: HeightRecord = { ...recordOf(state), restored: true };
    const batch = this.db.batch();
    // What an earlier snapshot left behind would be a gap in the middle.
    for (const prefix of ["p/", "seal/p/", "h/"]) {
      for (const key of await this.db.keys({ gte: prefix, lt: after(prefix) }).all()) batch.del(key);
    }
    batch.put(heightKey(state.height), json(record));
    putState(batch, state);
    putPayload(batch, state.head.number, payload);
    try {
      await batch.write({ sync: true });
    } catch (cause) {
      throw this.fatal(new StoreWriteError(this.dir, cause));
    }
  }

  /** The lowest height that is kept; 0 when there is none. */
  async firstHeight(): Promise<number> {
    const [key] = await this.db.keys({ gte: "h/", lt: after("h/"), limit: 1 }).all();
    return key === undefined ? 0 : Number(key.slice(2));
  }

  /** Records of one area of the node under keys of its own. */
  shelf(area: string): Shelf {
    return new Shelf(this.db, `${area}/`);
  }

  async heightRecord(height: number): Promise<HeightRecord | undefined> {
    const raw = await this.db.get(heightKey(height));
    return raw && (JSON.parse(Buffer.from(raw).toString("utf8")) as HeightRecord);
  }

  async close(): Promise<void> {
    await this.db.close();
  }

  // Frees the oldest payloads and the records of their heights.
  private async prune({ height, head }: AppState): Promise<void> {
    const { bound, confirmedTo } = this.options;
    if (!bound) return;
    const bytes = await this.payloadBytes();
    if (bytes <= bound.maxBytes) return;
    const first = await this.firstPayload();
    const old = await this.heightRecord(height - bound.keepBlocks);
    const facts = {
      bytes,
      first,
      pastEvidence: old?.evmNumber ?? 0,
      confirmedTo: confirmedTo?.(),
      head: head.number,
    };
    const keepFrom = planPruning(bound, facts);
    if (keepFrom === first) return;
    await this.db.clear({ gte: payloadKey(first), lt: payloadKey(keepFrom) });
    await this.db.clear({ gte: sealKey(first), lt: sealKey(keepFrom) });
    // A height is never lower than the number of its payload.
    await this.db.clear({ gte: heightKey(0), lt: heightKey(keepFrom) });
    await this.db.compactRange(payloadKey(0), payloadKey(keepFrom));
  }

  private async read(key: string, what: string): Promise<Uint8Array | undefined> {
    try {
      return await this.db.get(key);
    } catch (cause) {
      throw this.fatal(new StoreCorruptError(this.dir, `${what} (${(cause as Error).message})`));
    }
  }

  private fatal<E extends StoreWriteError | StoreCorruptError>(error: E): E {
    this.options.onFatal?.(error);
    return error;
  }
}

// Twelve digits keep numeric order in the key order for 60,000 years of 2 s blocks.
function padded(value: number): string {
  return value.toString().padStart(12, "0");
}

const after = (prefix: string) => `${prefix.slice(0, -1)}0`;

function recordOf({ height, head }: AppState): HeightRecord {
  return { height, evmNumber: head.number, evmHash: head.hash, stateRoot: head.stateRoot };
}

interface Puts {
  put(key: string, value: Uint8Array): unknown;
}

function putState(batch: Puts, state: AppState): void {
  const bytes = json(state);
  const sealed: StateSeal = { height: state.height, digest: digestOf(bytes) };
  batch.put(stateKey, bytes);
  batch.put(stateSealKey, json(sealed));
}

function putPayload(batch: Puts, number: number, { parentBeaconBlockRoot, tx }: StoredPayload): void {
  const bytes = Buffer.concat([Buffer.from(parentBeaconBlockRoot.slice(2), "hex"), tx]);
  batch.put(payloadKey(number), bytes);
  batch.put(sealKey(number), json(digestOf(bytes)));
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}

function parse<T>(raw: Uint8Array): T {
  return JSON.parse(Buffer.from(raw).toString("utf8")) as T;
}
