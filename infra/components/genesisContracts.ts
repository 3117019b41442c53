import type { Output } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import type { GenesisContracts } from "../render/genesis";
import { registrationContracts } from "./planDeployment";
import type { PlannedDeployment } from "./plannedDeployment";

/**
 * Where the contracts that the chain reads will stand on it: known before the chain is, for an address follows from
 * code and sender. Undefined where they stand on another chain.
 */
export function planGenesisContracts(
  plan: Plan,
  { deployment }: PlannedDeployment,
): Output<GenesisContracts> | undefined {
  if (plan.contracts.rpcUrl !== undefined) return undefined;
  return deployment.apply((planned) => {
    const { consensus, coordinator } = registrationContracts(planned);
    return { consensus, coordinator };
  });
}
