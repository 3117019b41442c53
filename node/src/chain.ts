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

/** The committed state, and the one that waits for Commit. */
export class Chain {
  private current: AppState | undefined;
  private pending: { state: AppState; payload?: StoredPayload } | undefined;
  private seenMs: number | undefined;
  private committedMs: number | undefined;
  /** Where consensus begins above; nothing below is of its making. */
  private beginsAbove: number | undefined;

  constructor(
    private readonly store: Pick<PayloadStore, "commit" | "loadState" | "heightRecord">,
    /** What is written with each block that carries a payload. */
    private readonly beside: (state: AppState, before: AppState | undefined) => ShelfWrite = () => ({}),
  ) {}

  async load(): Promise<void> {
    this.current = await this.store.loadState();
    const height = this.current?.height;
    if (height !== undefined && !(await this.store.heightRecord(height))) this.beginsAbove = height;
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

  stage(state: AppState, at: { seenMs: number; payload?: StoredPayload }): void {
    this.pending = { state, payload: at.payload };
    this.seenMs = at.seenMs;
  }

  async commit(nowMs: number): Promise<AppState> {
    if (!this.pending) throw new HeightError({ asked: -1, committed: this.current?.height });
    const { state, payload } = this.pending;
    await this.store.commit(state, payload, payload ? this.beside(state, this.current) : {});
    this.current = state;
    this.pending = undefined;
    this.committedMs = nowMs;
    return state;
  }
}
