import { type Misbehavior, MisbehaviorType } from "cosmjs-types/tendermint/abci/types";
import type { AppContext } from "../context";
import { addressOf, timestampMs } from "../wire";

/** Kinds of misbehaviour that consensus can prove: the values of one metric label. */
export const evidenceKinds = ["double_sign", "light_client_attack", "unknown"] as const;

const kindOf = (type: MisbehaviorType): (typeof evidenceKinds)[number] => {
  if (type === MisbehaviorType.DUPLICATE_VOTE) return "double_sign";
  return type === MisbehaviorType.LIGHT_CLIENT_ATTACK ? "light_client_attack" : "unknown";
};

/** Shows what consensus has proven against a validator; nobody is punished by this node. */
export function recordEvidence(
  misbehavior: Misbehavior[],
  { metrics, logger }: Pick<AppContext, "metrics" | "logger">,
): void {
  for (const { type, validator, height, time } of misbehavior) {
    const kind = kindOf(type);
    metrics.evidence.inc({ kind });
    logger.error("validator misbehaved", {
      kind,
      validator: addressOf(validator?.address ?? new Uint8Array()),
      power: Number(validator?.power ?? 0),
      atHeight: Number(height),
      at: time ? new Date(timestampMs(time)).toISOString() : null,
    });
  }
}
