import type { Plan } from "../plan/plan";
import { DeployError } from "../vocab/errors";
import type { Provider } from "../vocab/words";
import { dockerHosts } from "./docker";
import type { HostMaker, HostMakerFactory, OperatorKey } from "./hostMaker";

/** Nothing makes hosts of this provider. */
export class ProviderMissingError extends DeployError<"PROVIDER_MISSING"> {
  constructor(at: { provider: Provider }) {
    super("PROVIDER_MISSING", `Hosts of provider "${at.provider}" cannot be made yet.`, {
      fix: "Plan them (make plan), or describe the hosts with provider docker.",
    });
  }
}

const factories: Partial<Record<Provider, HostMakerFactory>> = { docker: dockerHosts };

/**
 * One maker per provider that the plan names.
 * @throws PROVIDER_MISSING
 */
export function makersFor(plan: Plan, key: OperatorKey): Record<string, HostMaker> {
  const wanted = [...new Set(plan.hosts.map(({ provider }) => provider))];
  return Object.fromEntries(
    wanted.map((provider) => {
      const factory = factories[provider];
      if (!factory) throw new ProviderMissingError({ provider });
      return [provider, factory(plan, key)];
    }),
  );
}
