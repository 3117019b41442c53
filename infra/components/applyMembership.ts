import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { Membership } from "../resources/members/membership";
import { type OperatorHost, planOperator } from "./operators";
import { type Deployment, registrationContracts } from "./planDeployment";

/**
 * Where `up` registers validators, it also takes out those whose host has left the description; before the first
 * change of the network, for the hosts that stay shut it out.
 */
export function applyMembership(
  plan: Plan,
  hosts: readonly OperatorHost[],
  { deployment, rpcUrl }: { deployment: Output<Deployment>; rpcUrl: Input<string> },
): Resource[] {
  if (!plan.contracts.registerValidators) return [];
  const validators = hosts.filter(({ planned }) => planned.power > 0);
  const membership = new Membership(`${plan.network}-members`, {
    stack: plan.stack,
    rpcUrl,
    chainId: plan.contracts.chainId,
    sending: deployment.apply(({ sending }) => sending),
    contracts: deployment.apply(registrationContracts),
    appImage: plan.release.images.app,
    members: validators.map(({ planned, connection, identity }) => ({
      name: planned.name,
      connection,
      operator: identity.apply((known) => planOperator(planned, known)),
    })),
  });
  return [membership];
}
