import type { PayloadStore } from "../store/payloadStore";
import type { SnapshotShelf } from "./snapshotShelf";

// As often as the store prunes.
const everyHeights = 16;

/** Up to where CometBFT may forget its blocks: they hold the same payloads as the store and share its bound. */
export class BlockRetention {
  constructor(
    private readonly shelf: Pick<SnapshotShelf, "heights">,
    private readonly store: Pick<PayloadStore, "firstHeight">,
  ) {}

  /** Lowest height to keep; 0 for all. Never above a snapshot that is handed out: who takes it needs what follows. */
  async after(height: number): Promise<number> {
    if (height % everyHeights !== 0) return 0;
    const oldest = (await this.shelf.heights()).at(-1);
    return oldest === undefined ? 0 : Math.min(oldest, await this.store.firstHeight());
  }
}
