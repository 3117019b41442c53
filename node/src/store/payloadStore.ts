import { ClassicLevel } from "classic-level";
import { NodeError } from "../faults";
import type { AppState } from "../state";
import { settleStoreVersion } from "./storeVersion";

/** What a consensus height left behind. */
export interface HeightRecord {
  height: number;
  evmNumber: number;
  evmHash: string;
  stateRoot: string;
}

/** A finalized payload as consensus carried it, and what `newPayload` wants beside it. */
export interface StoredPayload {
  tx: Uint8Array;
  parentBeaconBlockRoot: string;
}

/** The store has no payload that it must have. */
export class PayloadMissingError extends NodeError<"PAYLOAD_MISSING"> {
  constructor(number: number) {
    super("PAYLOAD_MISSING", `Payload ${number} is not in the store.`, {
      fix: "Restore this host's application data, or remove it with CometBFT's and geth's to sync anew.",
    });
  }
}

/** The folder cannot be opened. */
export class StoreOpenError extends NodeError<"STORE_OPEN"> {
  constructor(dir: string, cause: unknown) {
    const reason = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
    super("STORE_OPEN", `Store ${dir} cannot be opened.`, { details: [reason], cause });
  }
}

const stateKey = "state";
const payloadKey = (number: number) => `p/${padded(number)}`;
const heightKey = (height: number) => `h/${padded(height)}`;

/** Every finalized payload, whole, and the application state; one write per height, on disk before it returns. */
export class PayloadStore {
  private constructor(private readonly db: ClassicLevel<string, Uint8Array>) {}

  /** @throws STORE_OPEN STORE_NEWER STORE_OLDER */
  static async open(dir: string): Promise<PayloadStore> {
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
      throw error;
    }
    return new PayloadStore(db);
  }

  async loadState(): Promise<AppState | undefined> {
    const raw = await this.db.get(stateKey);
    return raw && (JSON.parse(Buffer.from(raw).toString("utf8")) as AppState);
  }

  /** State and payload of one height, both or neither. */
  async commit(state: AppState, payload?: StoredPayload): Promise<void> {
    const record: HeightRecord = {
      height: state.height,
      evmNumber: state.head.number,
      evmHash: state.head.hash,
      stateRoot: state.head.stateRoot,
    };
    const batch = this.db.batch().put(stateKey, json(state)).put(heightKey(state.height), json(record));
    if (payload) {
      const root = Buffer.from(payload.parentBeaconBlockRoot.slice(2), "hex");
      batch.put(payloadKey(state.head.number), Buffer.concat([root, payload.tx]));
    }
    await batch.write({ sync: true });
  }

  /** @throws PAYLOAD_MISSING */
  async payloadAt(number: number): Promise<StoredPayload> {
    const raw = await this.db.get(payloadKey(number));
    if (!raw) throw new PayloadMissingError(number);
    return {
      tx: raw.subarray(32),
      parentBeaconBlockRoot: `0x${Buffer.from(raw.subarray(0, 32)).toString("hex")}`,
    };
  }

  async heightRecord(height: number): Promise<HeightRecord | undefined> {
    const raw = await this.db.get(heightKey(height));
    return raw && (JSON.parse(Buffer.from(raw).toString("utf8")) as HeightRecord);
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

// Twelve digits keep numeric order in the key order for 60,000 years of 2 s blocks.
function padded(value: number): string {
  return value.toString().padStart(12, "0");
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}
