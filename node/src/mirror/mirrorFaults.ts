import { NodeError } from "../faults";

/** Ways in which telling the contract fails: the values of one metric label. */
export const mirrorFailures = ["unreachable", "funds", "refused", "reverted", "fees", "other"] as const;
export type MirrorFailure = (typeof mirrorFailures)[number];

/** The lease could not be told to the contract this time. */
export class MirrorError extends NodeError<"MIRROR"> {
  constructor(
    readonly failure: MirrorFailure,
    reason: string,
    fix?: string,
  ) {
    super("MIRROR", `The lease was not told to the coordinator: ${reason}.`, { fix });
  }
}

/** The class of a failed step. */
export function failureOf(error: unknown): MirrorFailure {
  if (error instanceof MirrorError) return error.failure;
  const { code } = error as { code?: string };
  if (code === "ENGINE_UNREACHABLE" || code === "ENGINE_TIMEOUT") return "unreachable";
  return code === "ENGINE_REFUSED" ? "refused" : "other";
}
