import type { Plan } from "../plan/plan";
import { MachineChanges } from "../resources/machines/machineChanges";
import type { Provider } from "../vocab/words";
import type { HostMaker, HostMakerFactory, MachineGuard, OperatorKey } from "./hostMaker";

// A provider's SDK is loaded when a plan names it: aws alone would cost a local preview half a second.
const factories: Record<Provider, () => HostMakerFactory> = {
  docker: () => (require("./docker") as typeof import("./docker")).dockerHosts,
  hetzner: () => (require("./hetzner/hetzner") as typeof import("./hetzner/hetzner")).hetznerHosts,
  aws: () => (require("./aws/aws") as typeof import("./aws/aws")).awsHosts,
};

/** One maker per provider that the plan names. */
export function makersFor(plan: Plan, key: OperatorKey): Record<string, HostMaker> {
  const wanted = [...new Set(plan.hosts.map(({ provider }) => provider))];
  const guard = guardMachines(plan);
  return Object.fromEntries(wanted.map((provider) => [provider, factories[provider]()(plan, key, guard)]));
}

function guardMachines({ network, stack, hosts }: Plan): MachineGuard {
  const inClouds = hosts.filter(({ provider }) => provider !== "docker");
  if (inClouds.length === 0) return undefined;
  const machines = inClouds.map(({ name, power, roles, rebuild = 0, serverType = "" }) => [
    name,
    { power, isEdge: roles.includes("edge"), rebuild, serverType },
  ]);
  return new MachineChanges(`${network}-machines`, { stack, machines: Object.fromEntries(machines) });
}
