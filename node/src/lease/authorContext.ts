import type { Clock } from "../clock";
import type { Execution } from "../engine/engineClient";
import type { ExecutionKeeper } from "../recovery/executionKeeper";

/** What writing a payload needs. */
export interface AuthorContext {
  /** CometBFT chain id. */
  chainId: string;
  evmKey: Uint8Array;
  /** Own author address, lower case. */
  evmAddress: string;
  clock: Clock;
  execution: Execution;
  keeper: Pick<ExecutionKeeper, "ensureLevel" | "isLevel" | "blame" | "markExecuted">;
}
