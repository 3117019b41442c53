import { type Input, type Output, output } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import type { GenesisContracts } from "../render/genesis";
import { readSources } from "./contracts";
import { planDeployment } from "./planDeployment";

/**
 * Where the contracts that the chain reads will stand on it: known before the chain is, for an address follows from
 * code and sender. Undefined where they stand on another chain.
 * @throws ARTIFACT_MISSING
 */
export function planGenesisContracts(
  plan: Plan,
  at: { rootDir?: string | undefined; deployerAddress: Input<string> },
): Output<GenesisContracts> | undefined {
  if (plan.contracts.rpcUrl !== undefined) return undefined;
  const sources = readSources(plan, { rootDir: at.rootDir ?? process.cwd() });
  return output(at.deployerAddress).apply((address) => {
    const { contracts } = planDeployment(plan, { rpcUrl: "", ownDeployer: { address }, ...sources });
    return {
      consensus: contracts.AndeConsensus!.address,
      coordinator: contracts.AndeSequencerCoordinator!.address,
    };
  });
}
