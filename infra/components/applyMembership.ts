import { all, type Input, type Resource } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { Membership } from "../resources/membership";
import { readSources } from "./contracts";
import { type OperatorHost, planOperator } from "./operators";
import { planDeployment } from "./planDeployment";

/**
 * Where `up` registers validators, it also takes out those whose host has left the description; before the first
 * change of the network, for the hosts that stay shut it out.
 * @throws ARTIFACT_MISSING
 */
export function applyMembership(
  plan: Plan,
  hosts: readonly OperatorHost[],
  at: {
    rootDir?: string | undefined;
    rpcUrl: Input<string>;
    deployerAddress: Input<string>;
    deployerKeyFile: Input<string>;
  },
): Resource[] {
  if (!plan.contracts.registerValidators) return [];
  const sources = readSources(plan, { rootDir: at.rootDir ?? process.cwd() });
  const deployment = all([at.deployerAddress, at.deployerKeyFile]).apply(([address, keyFile]) =>
    planDeployment(plan, { rpcUrl: "", ownDeployer: { address, keyFile }, ...sources }),
  );
  const validators = hosts.filter(({ planned }) => planned.power > 0);
  const membership = new Membership(`${plan.network}-members`, {
    stack: plan.stack,
    rpcUrl: at.rpcUrl,
    chainId: plan.contracts.chainId,
    sending: deployment.apply(({ sending }) => sending),
    contracts: deployment.apply(({ contracts }) => ({
      ande: contracts.AndeToken!.address,
      consensus: contracts.AndeConsensus!.address,
      coordinator: contracts.AndeSequencerCoordinator!.address,
    })),
    appImage: plan.release.images.app,
    members: validators.map(({ planned, connection, identity }) => ({
      name: planned.name,
      connection,
      operator: identity.apply((known) => planOperator(planned, known)),
    })),
  });
  return [membership];
}
