import type { Execution } from "../engine/engineClient";
import { ChainIdError, ExecutionWedgedError, GenesisMismatchError } from "../engine/faults";
import { decodePayload } from "../payload/codec";
import type { EvmHead } from "../state";
import type { StoredPayload } from "../store/payloadStore";
import { PayloadMissingError } from "../store/storeFaults";

/** What geth must be brought to. */
export interface LevelTarget {
  genesisHash: string;
  head: EvmHead;
}

export interface LevelModules {
  execution: Execution;
  store: { payloadAt(number: number): Promise<StoredPayload> };
  /** Chain id of this network. */
  chainId: number;
  onPushed?: (count: number) => void;
  /** Where the store was pruned: brings geth by other means to where the store goes on; tells its head then. */
  fillGap?: (at: { head: EvmHead; latest: number }, signal: AbortSignal) => Promise<number>;
}

// geth keeps at most 128 blocks above its head before it turns to snap sync: move the head long before.
const pushesPerHeadMove = 32;

/**
 * Brings geth to the head of the store: pushes again what it lost, oldest first, and believes nothing that
 * geth says of its head until the state there can be read.
 *
 * @returns how many payloads were pushed
 * @throws EXECUTION_WEDGED CHAIN_ID GENESIS_MISMATCH ENGINE_* PAYLOAD_MISSING
 */
export async function levelExecution(
  target: LevelTarget,
  { execution, store, chainId, onPushed, fillGap }: LevelModules,
  signal: AbortSignal,
): Promise<number> {
  const { head, genesisHash } = target;
  const geths = await execution.chainId({ signal });
  if (geths !== chainId) throw new ChainIdError({ ours: chainId, geths });
  const genesis = await execution.blockAt(0, { signal });
  if (genesis?.hash !== genesisHash) {
    throw new GenesisMismatchError({ ours: genesisHash, geths: genesis?.hash ?? "none" });
  }
  const latest = await execution.blockAt("latest", { signal });
  if (!latest) throw new ExecutionWedgedError("it has no head");
  let pushed = 0;
  if (latest.number < head.number) {
    await assertOurs(latest, { genesisHash, store, mayBePruned: fillGap !== undefined });
    const from = (await fillGap?.({ head, latest: latest.number }, signal)) ?? latest.number;
    for (let number = from + 1; number <= head.number; number++) {
      const stored = await store.payloadAt(number);
      const bound = { ...decodePayload(stored.tx), parentBeaconBlockRoot: stored.parentBeaconBlockRoot };
      const verdict = await execution.newPayload(bound, { signal });
      if (verdict.status !== "VALID") {
        throw new ExecutionWedgedError(`payload ${number} of the store is ${verdict.status} to it`, [
          verdict.reason ?? "no reason given",
        ]);
      }
      pushed += 1;
      if (pushed % pushesPerHeadMove === 0)
        await moveHead(execution, bound.payload.blockHash, number, signal);
    }
    onPushed?.(pushed);
  }
  await moveHead(execution, head.hash, head.number, signal);
  await assertLevel(execution, head, signal);
  return pushed;
}

async function moveHead(
  execution: Execution,
  hash: string,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  const verdict = await execution.setHead(hash, { signal });
  if (verdict.status !== "VALID") throw new ExecutionWedgedError(`head ${number} is ${verdict.status} to it`);
}

async function assertOurs(
  latest: { number: number; hash: string },
  at: { genesisHash: string; store: LevelModules["store"]; mayBePruned: boolean },
): Promise<void> {
  if (latest.number === 0) {
    if (latest.hash === at.genesisHash) return;
    throw new ExecutionWedgedError("its genesis changed under us");
  }
  const stored = await at.store.payloadAt(latest.number).catch((error: unknown) => {
    // Below what is kept nobody here can tell; what it ends on is told at the end.
    if (error instanceof PayloadMissingError && at.mayBePruned) return undefined;
    throw error;
  });
  if (stored && decodePayload(stored.tx).payload.blockHash !== latest.hash) {
    throw new ExecutionWedgedError(`its block ${latest.number} is not the finalized one`);
  }
}

// "VALID" is not enough: geth says it of blocks it holds and never executed.
async function assertLevel(execution: Execution, head: EvmHead, signal: AbortSignal): Promise<void> {
  const latest = await execution.blockAt("latest", { signal });
  if (!latest || latest.number < head.number) {
    throw new ExecutionWedgedError(`its head stays at ${latest?.number ?? "none"} below ${head.number}`);
  }
  const canonical = await execution.blockAt(head.number, { signal });
  if (canonical?.hash !== head.hash) {
    throw new ExecutionWedgedError(`its block ${head.number} is not the finalized one`);
  }
  if (!(await execution.hasState(head.hash, { signal }))) {
    throw new ExecutionWedgedError(`it has no state at ${head.number}`);
  }
}
