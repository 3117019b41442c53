import type { AppState } from "../state";
import type { PayloadStore } from "../store/payloadStore";
import type { ShelfWrite } from "../store/shelf";
import { type ChunkedSnapshot, splitIntoChunks } from "./chunks";
import { encodeSnapshot } from "./snapshotFormat";

export interface SnapshotRules {
  /** A snapshot at each height that this divides. */
  everyBlocks: number;
  /** So many of the newest are kept. */
  keep: number;
}

/** Area of the store. */
export const snapshotArea = "snapshot";

const slotName = (slot: number) => `at/${slot}`;

/** What is written with the block of a snapshot's height; the slot of the oldest is used again. */
export function snapshotWrite({ everyBlocks, keep }: SnapshotRules, state: AppState): ShelfWrite {
  // The genesis block is no payload: there is nothing to stand on yet.
  if (state.height % everyBlocks !== 0 || state.head.number === 0) return {};
  return { [`${snapshotArea}/${slotName((state.height / everyBlocks) % keep)}`]: state };
}

/** The snapshots that this node can hand out. */
export class SnapshotShelf {
  private cached: { height: number; snapshot: ChunkedSnapshot } | undefined;

  constructor(
    private readonly rules: SnapshotRules,
    private readonly store: Pick<PayloadStore, "shelf" | "payloadAt" | "hasPayload">,
  ) {}

  /** Heights, newest first; one whose block was pruned is left out. */
  async heights(): Promise<number[]> {
    const states = await this.states();
    const kept = await Promise.all(states.map(({ head }) => this.store.hasPayload(head.number)));
    return states
      .filter((_, at) => kept[at])
      .map(({ height }) => height)
      .sort((a, b) => b - a);
  }

  /** Undefined when there is none of this height any more. @throws STORE_CORRUPT */
  async at(height: number): Promise<ChunkedSnapshot | undefined> {
    if (this.cached?.height === height) return this.cached.snapshot;
    const state = (await this.states()).find((one) => one.height === height);
    if (!state || !(await this.store.hasPayload(state.head.number))) return undefined;
    const payload = await this.store.payloadAt(state.head.number);
    const snapshot = splitIntoChunks(encodeSnapshot({ state, payload }));
    this.cached = { height, snapshot };
    return snapshot;
  }

  private async states(): Promise<AppState[]> {
    const shelf = this.store.shelf(snapshotArea);
    const slots = Array.from({ length: this.rules.keep }, (_, slot) => shelf.get<AppState>(slotName(slot)));
    return (await Promise.all(slots)).filter((state) => state !== undefined);
  }
}
