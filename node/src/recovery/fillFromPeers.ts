import type { Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import { decodePayload } from "../payload/codec";
import type { EvmHead } from "../state";
import type { StoredPayload } from "../store/payloadStore";
import { PayloadMissingError } from "../store/storeFaults";

const lookEveryMs = 500;
const patienceMs = 60_000;

export interface FillModules {
  execution: Execution;
  store: { payloadAt(number: number): Promise<StoredPayload>; firstPayload(): Promise<number> };
  clock: Clock;
}

/**
 * Lets geth fetch from its peers what the store no longer has: it is told our head, and takes and executes the
 * blocks that lead to it. What it ends on is the hash that consensus decided, whoever sent it.
 *
 * @returns the number of geth's head, at or above the oldest payload of the store less one
 * @throws PAYLOAD_MISSING when the peers give nothing for a minute
 */
export async function fillFromPeers(
  { head, latest }: { head: EvmHead; latest: number },
  { execution, store, clock }: FillModules,
  signal: AbortSignal,
): Promise<number> {
  const first = await store.firstPayload();
  const stored = await store.payloadAt(head.number);
  const bound = { ...decodePayload(stored.tx), parentBeaconBlockRoot: stored.parentBeaconBlockRoot };
  let reached = latest;
  let movedMs = clock.monotonicMs();
  while (reached < first - 1) {
    await execution.newPayload(bound, { signal });
    await execution.setHead(head.hash, { signal });
    await clock.sleep(lookEveryMs, signal);
    const now = (await execution.blockAt("latest", { signal }))?.number ?? 0;
    if (now > reached) movedMs = clock.monotonicMs();
    reached = now;
    if (clock.monotonicMs() - movedMs > patienceMs) throw new PayloadMissingError(reached + 1);
  }
  return reached;
}
