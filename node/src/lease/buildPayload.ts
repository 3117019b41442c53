import { NodeError } from "../faults";
import { planAttributes } from "../payload/attributes";
import { signClaim } from "../payload/authorship";
import { encodePayload } from "../payload/codec";
import { digestOf } from "../payload/envelope";
import type { BuiltPayload } from "../payload/payload";
import type { AppState } from "../state";
import type { AuthorContext } from "./authorContext";
import type { HandOver } from "./lease";

// geth makes its first full block at once and a better one every recommit interval (200 ms); asked too early
// it hands out an empty one.
export const buildMs = 450;
const lateBuildMs = 260;

/** No payload from here this time. */
export class NoPayloadError extends NodeError<"NO_PAYLOAD"> {
  constructor(reason: string) {
    super("NO_PAYLOAD", `No payload for this proposal: ${reason}.`);
  }
}

/** Has geth build on the head until this time. @throws NO_PAYLOAD ENGINE_* */
export async function buildPayload(
  { clock, execution, keeper, evmAddress }: AuthorContext,
  state: AppState,
  { untilMs, blockTimeMs, signal }: { untilMs: number; blockTimeMs: number; signal: AbortSignal },
): Promise<BuiltPayload> {
  await becomeLevel({ keeper }, Math.max(untilMs - clock.monotonicMs(), buildMs), signal);
  await clock.sleep(untilMs - buildMs - clock.monotonicMs(), signal);
  const attributes = planAttributes(state, { blockTimeMs, feeRecipient: evmAddress });
  try {
    const startedMs = clock.monotonicMs();
    const payloadId = await execution.startBuild(state.head.hash, attributes, { signal });
    if (!payloadId) throw new NoPayloadError("geth started no build");
    await clock.sleep(Math.max(untilMs, startedMs + lateBuildMs) - clock.monotonicMs(), signal);
    return await execution.getPayload(payloadId, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof NoPayloadError)) keeper.blame(error);
    throw error;
  }
}

/** The payload's bytes and the author's claim on them, for the height after the state's. */
export function signPayload(
  { chainId, evmKey }: Pick<AuthorContext, "chainId" | "evmKey">,
  state: AppState,
  built: BuiltPayload,
  handOver?: HandOver,
) {
  const payload = encodePayload(built);
  const claim = {
    epoch: state.lease.epoch,
    height: state.height + 1,
    digest: digestOf(payload),
    ...(handOver && { handOver }),
  };
  return { payload, authorship: signClaim(claim, { chainId, key: evmKey }) };
}

async function becomeLevel(
  { keeper }: Pick<AuthorContext, "keeper">,
  withinMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (keeper.isLevel) return;
  const limit = AbortSignal.timeout(withinMs);
  try {
    await keeper.ensureLevel(AbortSignal.any([signal, limit]));
  } catch {
    signal.throwIfAborted();
    throw new NoPayloadError("geth is not level");
  }
}
