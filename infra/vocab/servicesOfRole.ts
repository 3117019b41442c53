import type { Role, ServiceName } from "./words";

const engine: readonly ServiceName[] = ["geth", "app", "cometbft", "exporter"];

/** What each role puts on its host. */
export const servicesOfRole: Record<Role, readonly ServiceName[]> = {
  sequencer: engine,
  witness: engine,
  rpc: engine,
  edge: ["haproxy", "exporter"],
  monitor: ["prometheus", "exporter"],
};
