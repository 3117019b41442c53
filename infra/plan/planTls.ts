import type { Network } from "../config/parseNetwork";
import type { Plan, PlannedHost, PlannedTls } from "./plan";

export function planTls({ names, acme }: NonNullable<Network["tls"]>): PlannedTls {
  return { names: [...names].sort(), ...(acme ? { acme } : {}) };
}

/** What the network's own authority vouches for on an edge; its public address comes to it when it is known. */
export function planDoorNames(plan: Plan, host: PlannedHost): string[] {
  // HAProxy shows the first certificate that has the name: of those of a public authority there must be one only.
  const names = plan.tls && !plan.tls.acme ? plan.tls.names : [];
  return [...names, plan.network, "localhost", "127.0.0.1", host.privateAddress];
}
