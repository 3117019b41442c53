import { NodeError } from "../faults";

/** geth did not answer: not running, starting, or too slow. Ask again later. */
export class EngineUnreachableError extends NodeError<"ENGINE_UNREACHABLE"> {
  constructor(method: string, cause: unknown) {
    super("ENGINE_UNREACHABLE", `geth did not answer ${method}.`, { details: [reasonOf(cause)], cause });
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

// Engine API: -38002 invalid forkchoice state, -38006 too deep reorg (geth).
const forkchoiceCodes = new Set([-38002, -38006]);

/** The class of a JSON-RPC error answer. */
export function refusalOf(method: string, rpc: { code: number; message: string }): NodeError {
  if (forkchoiceCodes.has(rpc.code)) return new EngineForkchoiceError(method, rpc.code, rpc.message);
  return new EngineRefusedError(method, rpc.code, rpc.message);
}

function reasonOf(cause: unknown): string {
  const error = cause as { message?: string; cause?: { code?: string; message?: string } };
  return error.cause?.code ?? error.cause?.message ?? error.message ?? String(cause);
}
