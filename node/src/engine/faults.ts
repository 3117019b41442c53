import { NodeError } from "../faults";

/** geth did not answer: not running, starting, or too slow. Ask again later. */
export class EngineUnreachableError extends NodeError<"ENGINE_UNREACHABLE"> {
  constructor(method: string, cause: unknown) {
    super("ENGINE_UNREACHABLE", `geth did not answer ${method}.`, { details: [reasonOf(cause)], cause });
  }
}

/** geth took the request and did not answer in time. */
export class EngineTimeoutError extends NodeError<"ENGINE_TIMEOUT"> {
  constructor(method: string, timeoutMs: number) {
    super("ENGINE_TIMEOUT", `geth did not answer ${method} within ${timeoutMs} ms.`);
  }
}

/** geth's HTTP server refused the request as such: too large, not found. */
export class EngineHttpError extends NodeError<"ENGINE_HTTP"> {
  constructor(method: string, status: number, text: string) {
    super("ENGINE_HTTP", `geth's HTTP server refused ${method} with ${status}.`, {
      details: [text.trim().slice(0, 200) || "no text"],
    });
  }
}

/** geth refused the token: other secret, or clocks more than a minute apart. */
export class EngineAuthError extends NodeError<"ENGINE_AUTH"> {
  constructor(method: string, status: number) {
    super("ENGINE_AUTH", `geth refused the token of ${method} (HTTP ${status}).`, {
      fix: "Give geth and the application the same jwt.hex, and both the same time.",
    });
  }
}

/** geth answered with an error about this very request; asking again gives the same. */
export class EngineRefusedError extends NodeError<"ENGINE_REFUSED"> {
  constructor(
    readonly method: string,
    readonly rpcCode: number,
    readonly rpcMessage: string,
    /** What a reverted call returned, 0x-hex. */
    readonly rpcData?: string,
  ) {
    super("ENGINE_REFUSED", `geth refused ${method}: ${rpcMessage} (${rpcCode}).`);
  }
}

/** geth cannot follow a fork choice that is ours: its database is behind, ahead or broken. */
export class EngineForkchoiceError extends NodeError<"ENGINE_FORKCHOICE"> {
  constructor(method: string, rpcCode: number, rpcMessage: string) {
    super(
      "ENGINE_FORKCHOICE",
      `geth cannot follow the fork choice of ${method}: ${rpcMessage} (${rpcCode}).`,
    );
  }
}

/** geth answers, and still does not execute a payload of the chain. */
export class ExecutionWedgedError extends NodeError<"EXECUTION_WEDGED"> {
  constructor(what: string, details: string[] = []) {
    super("EXECUTION_WEDGED", `geth does not follow the chain: ${what}.`, { details });
  }
}

/** geth runs another chain; its data is not ours to wipe. */
export class GenesisMismatchError extends NodeError<"GENESIS_MISMATCH"> {
  constructor(at: { ours: string; geths: string }) {
    super("GENESIS_MISMATCH", "geth was initialised from another genesis.", {
      details: [`ours: ${at.ours}`, `geth's: ${at.geths}`],
      fix: "Remove geth's data folder if it belongs to an earlier network; it fills again from the store.",
    });
  }
}

/** geth runs with another chain id; its blocks would carry transactions of another network. */
export class ChainIdError extends NodeError<"CHAIN_ID"> {
  constructor(at: { ours: number; geths: number }) {
    super("CHAIN_ID", `geth runs chain ${at.geths}, this network is ${at.ours}.`, {
      fix: "Give geth the genesis.json of this network, and remove its data folder: it fills again from the store.",
    });
  }
}

/** What the node does about a failure of geth. */
export interface Reaction {
  /** Value of the metric label. */
  class: EngineFailureClass;
  /** `wait`: ask again. `heal`: geth's database is suspect, in the end wiped. `operator`: ask again, loudly; healing would not mend it. */
  ofGeth: "wait" | "heal" | "operator";
  /** What a proposal comes to that met this failure: rejected, or judged again while time remains. */
  ofProposal: "reject" | "judge_again";
}

/** Ways in which geth fails: the values of one metric label. */
export const engineFailureClasses = [
  "unreachable",
  "timeout",
  "auth",
  "http",
  "refused",
  "forkchoice",
  "chain_id",
  "genesis",
  "invalid",
  "syncing",
  "accepted",
  "wedged",
  "other",
] as const;
export type EngineFailureClass = (typeof engineFailureClasses)[number];

const judgeAgain = { ofProposal: "judge_again" } as const;
const reactions: Record<string, Reaction> = {
  ENGINE_UNREACHABLE: { class: "unreachable", ofGeth: "wait", ...judgeAgain },
  ENGINE_TIMEOUT: { class: "timeout", ofGeth: "wait", ...judgeAgain },
  ENGINE_AUTH: { class: "auth", ofGeth: "operator", ...judgeAgain },
  ENGINE_HTTP: { class: "http", ofGeth: "operator", ofProposal: "reject" },
  ENGINE_REFUSED: { class: "refused", ofGeth: "heal", ofProposal: "reject" },
  ENGINE_FORKCHOICE: { class: "forkchoice", ofGeth: "heal", ...judgeAgain },
  EXECUTION_WEDGED: { class: "wedged", ofGeth: "heal", ...judgeAgain },
  CHAIN_ID: { class: "chain_id", ofGeth: "operator", ...judgeAgain },
  GENESIS_MISMATCH: { class: "genesis", ofGeth: "operator", ...judgeAgain },
};

/** The one place that says what follows from a failure of geth. */
export function reactionTo(error: unknown): Reaction {
  const code = (error as { code?: string }).code ?? "";
  return reactions[code] ?? { class: "other", ofGeth: "wait", ...judgeAgain };
}

// Engine API: -38002 invalid forkchoice state, -38006 too deep reorg (geth).
const forkchoiceCodes = new Set([-38002, -38006]);

/** The class of a JSON-RPC error answer. */
export function refusalOf(method: string, rpc: { code: number; message: string; data?: unknown }): NodeError {
  if (forkchoiceCodes.has(rpc.code)) return new EngineForkchoiceError(method, rpc.code, rpc.message);
  const data = typeof rpc.data === "string" ? rpc.data : undefined;
  return new EngineRefusedError(method, rpc.code, rpc.message, data);
}

function reasonOf(cause: unknown): string {
  const error = cause as { message?: string; cause?: { code?: string; message?: string } };
  return error.cause?.code ?? error.cause?.message ?? error.message ?? String(cause);
}
