import type { Chain } from "../chain";
import type { NodeConfig } from "../config";
import { ConsensusProxy } from "../http/consensusProxy";
import type { PayloadStore } from "../store/payloadStore";
import { BlockRetention } from "./blockRetention";
import { JoinDesk, type JoinModules } from "./joinDesk";
import { type RestoreModules, SnapshotRestore } from "./snapshotRestore";
import { SnapshotShelf, snapshotArea } from "./snapshotShelf";

type Config = NodeConfig & { snapshots: NonNullable<NodeConfig["snapshots"]> };

/** What a node needs to hand out snapshots and to begin with one. */
export function makeJoining(
  config: Config,
  modules: Omit<JoinModules, "shelf"> &
    Omit<RestoreModules, "desk" | "chainId"> & { chain: Chain; store: PayloadStore },
) {
  const { store } = modules;
  const shelf = new SnapshotShelf(config.snapshots, store);
  const desk = new JoinDesk(
    { ...config, ...config.snapshots },
    { ...modules, shelf: store.shelf(snapshotArea) },
  );
  const restore = new SnapshotRestore({ ...modules, chainId: config.chainId, desk });
  const retain = new BlockRetention(shelf, store);
  return { shelf, desk, restore, retain, proxy: new ConsensusProxy(config.cometRpcUrl) };
}
