import type { Chain } from "../chain";
import type { Clock } from "../clock";
import type { NodeConfig } from "../config";
import type { Execution } from "../engine/engineClient";
import type { PayloadBox } from "../lease/payloadBox";
import type { Logger } from "../logger";
import type { NodeMetrics } from "../metrics/catalogue";
import type { ExecutionKeeper } from "../recovery/executionKeeper";
import type { BlockRetention } from "../snapshots/blockRetention";
import type { SnapshotRestore } from "../snapshots/snapshotRestore";
import type { SnapshotShelf } from "../snapshots/snapshotShelf";

/** What the ABCI handlers work with. */
export interface AppContext {
  config: Pick<NodeConfig, "consensusChainId" | "name">;
  /** CometBFT chain id. */
  chainId: string;
  /** Signs own payloads. */
  evmKey: Uint8Array;
  /** Own author address, lower case. */
  evmAddress: string;
  chain: Chain;
  execution: Execution;
  keeper: Pick<
    ExecutionKeeper,
    "ensureLevel" | "isLevel" | "wasExecuted" | "markExecuted" | "markApplied" | "suspect" | "blame"
  >;
  box: PayloadBox;
  /** Absent: no snapshots are made, offered or taken. */
  snapshots?: { shelf: SnapshotShelf; restore: SnapshotRestore; retain: BlockRetention };
  /** The chain has begun, has a new head, or is known again after a start. */
  onHead: () => void;
  clock: Clock;
  logger: Logger;
  metrics: NodeMetrics;
}
