import type { Plan, PlannedHost } from "../plan/plan";

/** Hosts that run the chain's three processes. */
export function listEngineHosts(plan: Plan): PlannedHost[] {
  return plan.hosts.filter((host) => host.services.some((service) => service.name === "cometbft"));
}

/** The engine hosts that a host talks to: all but itself. */
export function listEnginePeers(plan: Plan, host: PlannedHost): PlannedHost[] {
  return listEngineHosts(plan).filter((peer) => peer.name !== host.name);
}
