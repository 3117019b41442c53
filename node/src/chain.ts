import { NodeError } from "./faults";
import type { AppState } from "./state";
import type { PayloadStore, StoredPayload } from "./store/payloadStore";
import type { ShelfWrite } from "./store/shelf";

/** Consensus asks about a height that the state is not at. */
export class HeightError extends NodeError<"HEIGHT"> {
  constructor(at: { asked: number; committed: number | undefined }) {
    super(
      "HEIGHT",
      `Consensus asks about height ${at.asked}, the state is at ${at.committed ?? "no height"}.`,
    );
  }
}

/** Of a height that is written: what was before it, and whether it carries a payload. */
export interface Height {
  before: AppState | undefined;
  hasPayload: boolean;
}

/** The committed state, and the one that waits for Commit. */
export class Chain {
  private current: AppState | undefined;
  private pending: { state: AppState; payload?: StoredPayload } | undefined;
  private seenMs: number | undefined;
  private committedMs: number | undefined;
  /** Where consensus begins above; nothing below is of its making. */
  private beginsAbove: number | undefined;
  private hasOwn = false;

  constructor(
    private readonly store: Pick<PayloadStore, "commit" | "loadState" | "heightRecord" | "restore">,
    /** What is written with each height. */
    private readonly beside: (state: AppState, at: Height) => ShelfWrite = () => ({}),
  ) {}

  async load(): Promise<void> {
    this.current = await this.store.loadState();
    const height = this.current?.height;
    if (height === undefined) return;
    const record = await this.store.heightRecord(height);
    if (!record) this.beginsAbove = height;
    this.hasOwn = record?.restored !== true;
  }

  /** Whether nothing is lost by taking a snapshot: no state, or one of a snapshot that consensus did not go on from. */
  get isEmpty(): boolean {
    return !this.hasOwn;
  }

  get committed(): AppState | undefined {
    return this.current;
  }

  /** Height that consensus is told at its handshake; 0 while it has not begun, also on a state that was rebuilt. */
  get handshakeHeight(): number {
    const height = this.current?.height ?? 0;
    return height === this.beginsAbove ? 0 : height;
  }

  /** Monotonic time at which the last block was finalized here. */
  get finalizedAtMs(): number | undefined {
    return this.seenMs;
  }

  /** Monotonic time of the last commit here. */
  get committedAtMs(): number | undefined {
    return this.committedMs;
  }

  /** The state that a block of this height stands on. @throws HEIGHT */
  before(height: number): AppState {
    if (!this.current || this.current.height + 1 !== height) {
      throw new HeightError({ asked: height, committed: this.current?.height });
    }
    return this.current;
  }

  /** State at genesis; not stored before the first commit, CometBFT asks again until then. */
  begin(state: AppState): void {
    this.current = state;
    this.beginsAbove = state.height;
  }

  /** Stands on a state that was not executed here, and on the block below it. */
  async adopt(state: AppState, payload: StoredPayload): Promise<void> {
    await this.store.restore(state, payload);
    this.current = state;
    this.beginsAbove = undefined;
  }

  stage(state: AppState, at: { seenMs: number; payload?: StoredPayload }): void {
    this.pending = { state, payload: at.payload };
    this.seenMs = at.seenMs;
  }

  async commit(nowMs: number): Promise<AppState> {
    if (!this.pending) throw new HeightError({ asked: -1, committed: this.current?.height });
    const { state, payload } = this.pending;
    const at = { before: this.current, hasPayload: payload !== undefined };
    await this.store.commit(state, payload, this.beside(state, at));
    this.current = state;
    this.hasOwn = true;
    this.pending = undefined;
    this.committedMs = nowMs;
    return state;
  }
}
