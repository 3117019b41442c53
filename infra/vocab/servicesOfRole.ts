import type { OptionalServiceName, Role, ServiceName } from "./words";

const engine: readonly ServiceName[] = ["geth", "app", "cometbft", "exporter"];

/** What each role puts on its host. */
export const servicesOfRole: Record<Role, readonly ServiceName[]> = {
  sequencer: engine,
  witness: engine,
  rpc: engine,
  edge: ["haproxy", "exporter"],
  monitor: ["prometheus", "exporter"],
};

/** The role whose hosts run an optional service, where the description asks for it. */
export const roleOfOptional: Record<OptionalServiceName, Role> = {
  celestia: "sequencer",
  acme: "edge",
  da: "monitor",
};

/** What runs on a host of these roles, given the optional services that the description asks for. */
export function servicesOf(
  roles: readonly Role[],
  wanted: readonly OptionalServiceName[],
): readonly ServiceName[] {
  const added = wanted.filter((name) => roles.includes(roleOfOptional[name]));
  return [...new Set([...roles.flatMap((role) => servicesOfRole[role]), ...added])];
}
