import { type AppState, agreedTextOf, appHashOf } from "../state";
import type { Shelf, ShelfWrite } from "../store/shelf";

/** What opens the first header of a lease: the state that this header names, and where it is. */
export interface LeaseOpening {
  epoch: number;
  startHeight: number;
  /** EVM block whose parentBeaconBlockRoot is the hash of the text. */
  blockNumber: number;
  text: string;
}

/** Area of the store. */
export const openingsArea = "mirror";
const listName = "openings";
// So many leases may pass unseen by the contract, and each is still told to it in its turn.
const kept = 16;

/**
 * Remembers for the last leases what proves them. Of each it is the first header, for there those who lost the lease
 * before it are still named: they are forgotten as soon as they propose again.
 */
export class LeaseOpenings {
  private constructor(private list: readonly LeaseOpening[]) {}

  static async load(shelf: Pick<Shelf, "get">): Promise<LeaseOpenings> {
    return new LeaseOpenings((await shelf.get<LeaseOpening[]>(listName)) ?? []);
  }

  get all(): readonly LeaseOpening[] {
    return this.list;
  }

  /** What is written with a block, in the same write: this one's header names the state before it. */
  note(before: AppState | undefined, after: AppState): ShelfWrite {
    if (!before?.contracts || after.head.number === before.head.number) return {};
    const { epoch, startHeight } = before.lease;
    // The state at genesis is named by another hash than its own.
    if (epoch === this.list.at(-1)?.epoch || appHashOf(before) !== before.appHash) return {};
    const opening = { epoch, startHeight, blockNumber: after.head.number, text: agreedTextOf(before) };
    this.list = [...this.list, opening].slice(-kept);
    return { [`${openingsArea}/${listName}`]: this.list };
  }
}
