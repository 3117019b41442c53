/** Why a proposal is rejected: the values of one metric label, so the set is closed. */
export const rejectReasons = [
  "height",
  "count",
  "format",
  "oversized",
  "wrong_author",
  "replayed",
  "wrong_parent",
  "past_dated",
  "future_dated",
  "wrong_randomness",
  "withdrawals",
  "blobs",
  "invalid",
  "refused_by_geth",
  "geth_away",
  "unexplained",
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** One rule that a proposal breaks. */
export interface ProposalFault {
  reason: RejectReason;
  /** `field: rule (got …)`. */
  rule: string;
}

const reasonOfCode: Record<string, RejectReason> = {
  HEIGHT: "height",
  PAYLOAD_FORMAT: "format",
  PAYLOAD_OVERSIZED: "oversized",
  NOT_LEVEL: "geth_away",
  ENGINE_UNREACHABLE: "geth_away",
  ENGINE_TIMEOUT: "geth_away",
  ENGINE_AUTH: "geth_away",
};

/** The fault behind an error that judging a proposal ended with. */
export function faultOfError(error: unknown): ProposalFault {
  const { code, message } = error as { code?: string; message?: string };
  return { reason: reasonOfCode[code ?? ""] ?? "unexplained", rule: message ?? String(error) };
}
