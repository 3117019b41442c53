import type { Chain } from "../chain";
import type { Clock } from "../clock";
import type { NodeConfig } from "../config";
import type { Execution } from "../engine/engineClient";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { ExecutionKeeper } from "../recovery/executionKeeper";

/** What the ABCI handlers work with. */
export interface AppContext {
  config: Pick<NodeConfig, "consensusChainId" | "name">;
  /** Own author address, lower case. */
  evmAddress: string;
  chain: Chain;
  execution: Execution;
  keeper: Pick<
    ExecutionKeeper,
    "ensureLevel" | "isLevel" | "wasExecuted" | "markExecuted" | "markApplied" | "suspect" | "blame"
  >;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
}
