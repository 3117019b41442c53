import type { Plan } from "../plan/plan";
import type { Provider } from "../vocab/words";
import type { HostMaker, HostMakerFactory, OperatorKey } from "./hostMaker";

// A provider's SDK is loaded when a plan names it: aws alone would cost a local preview half a second.
const factories: Record<Provider, () => HostMakerFactory> = {
  docker: () => (require("./docker") as typeof import("./docker")).dockerHosts,
  hetzner: () => (require("./hetzner/hetzner") as typeof import("./hetzner/hetzner")).hetznerHosts,
  aws: () => (require("./aws/aws") as typeof import("./aws/aws")).awsHosts,
};

/** One maker per provider that the plan names. */
export function makersFor(plan: Plan, key: OperatorKey): Record<string, HostMaker> {
  const wanted = [...new Set(plan.hosts.map(({ provider }) => provider))];
  return Object.fromEntries(wanted.map((provider) => [provider, factories[provider]()(plan, key)]));
}
