import type { AppState } from "../state";
import type { Shelf, ShelfWrite } from "../store/shelf";

/** How far the chain of blobs was re-read from DA and found equal. */
export interface Confirmed {
  /** Last block that is on DA; 0 for none. */
  to: number;
  /** Link of the blob that ends there. */
  link: string;
  /** DA height at which it was found; 0 for none. */
  daHeight: number;
  /** First DA height not read yet. */
  nextDaHeight: number;
}

/** A range that this node sent, or was about to send, and has not found again yet. */
export interface Attempt {
  from: number;
  to: number;
  /** Link of the blob: the hash of what it says. */
  sha256: string;
  /** What DA answered; absent while it has not. */
  daHeight?: number;
  attempts: number;
  firstAttemptDaHeight: number;
  /** It may be on its way: to be looked for before it is sent again. */
  mayArrive: boolean;
  /** DA height from which the looking counts; absent until DA answers after the attempt. */
  lookedForSince?: number;
}

/** Area of the store. */
export const ledgerArea = "da";
const stateName = (number: number) => `state/${number.toString().padStart(12, "0")}`;

/** Keys in the store of what was read and sent; without them a node finds its place on DA anew. */
export const memoryKeys = ["confirmed", "attempt"].map((name) => `${ledgerArea}/${name}`);

/** What is kept with each block until DA has it: the state that a blob ending there carries. */
export function ledgerWrite(state: AppState): ShelfWrite {
  return { [`${ledgerArea}/${stateName(state.head.number)}`]: state };
}

/** The node's own memory of DA; survives a kill at any point, for each step is one write. */
export class DaLedger {
  private known: Confirmed | undefined;
  private tried: Attempt | undefined;

  private constructor(private readonly shelf: Pick<Shelf, "get" | "write">) {}

  static async load(shelf: Pick<Shelf, "get" | "write">): Promise<DaLedger> {
    const ledger = new DaLedger(shelf);
    ledger.known = await shelf.get<Confirmed>("confirmed");
    ledger.tried = await shelf.get<Attempt>("attempt");
    return ledger;
  }

  /** Undefined until the node has found where on DA its chain stands. */
  get confirmed(): Confirmed | undefined {
    return this.known;
  }

  get attempt(): Attempt | undefined {
    return this.tried;
  }

  /** Text of the state after a block; empty when it was not kept. */
  async stateAfter(number: number): Promise<string> {
    const state = await this.shelf.get<AppState>(stateName(number));
    return state ? JSON.stringify(state) : "";
  }

  /** A new end of the chain of blobs; states below it are no longer needed. */
  async confirm(confirmed: Confirmed): Promise<void> {
    await this.shelf.write({ confirmed }, { dropBelow: stateName(confirmed.to + 1) });
    this.known = confirmed;
  }

  /** States of blocks that can be in no blob of this node any more. */
  async forgetStatesBelow(number: number): Promise<void> {
    await this.shelf.write({}, { dropBelow: stateName(number) });
  }

  /** DA was read below this height and nothing new confirmed. */
  async readOn(nextDaHeight: number): Promise<void> {
    const confirmed = { ...this.known!, nextDaHeight };
    await this.shelf.write({ confirmed });
    this.known = confirmed;
  }

  async note(attempt: Attempt | undefined): Promise<void> {
    await this.shelf.write({ attempt });
    this.tried = attempt;
  }
}
