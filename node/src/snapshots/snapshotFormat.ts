import { NodeError } from "../faults";
import { decodePayload } from "../payload/codec";
import { type AppState, appHashOf } from "../state";
import type { StoredPayload } from "../store/payloadStore";

/** Raised with every change that an earlier node would read wrongly. */
export const snapshotFormat = 1;

/** What a node needs to stand at a height without having executed it here: the state, and the block it stands on. */
export interface Snapshot {
  state: AppState;
  /** The payload of `state.head`; geth fetches what leads to it from its peers. */
  payload: StoredPayload;
}

/** A snapshot that is not what consensus agreed on, or no snapshot at all. */
export class SnapshotError extends NodeError<"SNAPSHOT"> {
  constructor(details: string[]) {
    super("SNAPSHOT", "The snapshot is not of this chain.", { details });
  }
}

const rootBytes = 32;
// Header times come from a median of clocks: a minute ahead of ours is ours that is wrong, or a lie.
const mostAheadMs = 60_000;

/** The same bytes on every node that holds the same state. */
export function encodeSnapshot({ state, payload }: Snapshot): Buffer {
  const text = Buffer.from(canonicalJson(state), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([
    length,
    text,
    Buffer.from(payload.parentBeaconBlockRoot.slice(2), "hex"),
    payload.tx,
  ]);
}

/** What the bytes say; nothing of it is believed yet. @throws SNAPSHOT */
export function decodeSnapshot(bytes: Buffer): Snapshot {
  try {
    const stateEnds = 4 + bytes.readUInt32BE(0);
    const state = readState(bytes.subarray(4, stateEnds).toString("utf8"));
    const root = bytes.subarray(stateEnds, stateEnds + rootBytes);
    const tx = bytes.subarray(stateEnds + rootBytes);
    if (root.length < rootBytes || tx.length === 0) throw new Error("it ends too soon");
    return { state, payload: { parentBeaconBlockRoot: `0x${root.toString("hex")}`, tx } };
  } catch (error) {
    throw new SnapshotError([`unreadable: ${(error as Error).message}`]);
  }
}

// Only what a state is made of, and no more below than the hash covers: the rest of what a peer says is not kept.
function readState(text: string): AppState {
  const said = JSON.parse(text) as AppState;
  const { number, hash, timestamp, stateRoot } = said.head;
  const { height, blockTimeMs, dueMs, genesisHash, blockIntervalMs, validators, appHash } = said;
  const { contracts, following, leaseRules, lease } = said;
  return {
    ...{ height, blockTimeMs, dueMs, genesisHash, blockIntervalMs, validators },
    head: { number, hash, timestamp, stateRoot },
    ...(contracts && { contracts, ...(following && { following }) }),
    ...{ leaseRules, lease, appHash },
  };
}

/**
 * Believes a snapshot when its state hashes to what the light client verified, and its block is the one of that state;
 * that the block's hash is right is geth's to say.
 *
 * @throws SNAPSHOT
 */
export function assertAgreed(
  { state, payload }: Snapshot,
  agreed: { height: number; appHash: string; nowMs: number },
): void {
  const faults: string[] = [];
  const expect = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== got) faults.push(`${what}: must be ${wanted} (got ${got})`);
  };
  try {
    expect("height", agreed.height, state.height);
    expect("appHash", agreed.appHash, state.appHash);
    expect("appHash of the state", agreed.appHash, appHashOf(state));
    const { payload: block } = decodePayload(payload.tx);
    expect("head.hash", block.blockHash, state.head.hash);
    expect("head.number", Number(block.blockNumber), state.head.number);
    expect("head.timestamp", Number(block.timestamp), state.head.timestamp);
    expect("head.stateRoot", block.stateRoot, state.head.stateRoot);
    faults.push(...paceFaults(state, agreed.nowMs));
  } catch (error) {
    faults.push((error as Error).message);
  }
  if (faults.length > 0) throw new SnapshotError(faults);
}

// Pace is in no hash: what it may be at most follows from the header's time.
function paceFaults({ blockTimeMs, dueMs, blockIntervalMs }: AppState, nowMs: number): string[] {
  if (!Number.isSafeInteger(blockTimeMs) || !Number.isSafeInteger(dueMs)) {
    return ["blockTimeMs, dueMs: must be whole numbers"];
  }
  const faults: string[] = [];
  if (!(blockTimeMs <= nowMs + mostAheadMs)) faults.push(`blockTimeMs: lies in the future (${blockTimeMs})`);
  if (!(dueMs <= blockTimeMs + 2 * blockIntervalMs)) faults.push(`dueMs: is beyond the beat (${dueMs})`);
  return faults;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
