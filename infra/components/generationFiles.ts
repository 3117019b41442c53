import type { Input, Output } from "@pulumi/pulumi";
import type { HostIdentityFacts, NetworkFacts, Plan, PlannedHost } from "../plan/plan";
import { renderHost, renderHostWithFacts } from "../render/renderHost";

const blank: HostIdentityFacts = {
  consensusPublicKey: "",
  consensusAddress: "",
  p2pNodeId: "",
  enodePublicKey: "",
  evmAddress: "",
};

/** Paths of the files that name keys or the genesis; they follow from the plan. */
function pathsWithFacts(plan: Plan, host: PlannedHost): string[] {
  const identities = Object.fromEntries(plan.hosts.map(({ name }) => [name, blank]));
  return Object.keys(renderHostWithFacts(plan, host, { identities, cometGenesis: "", gethGenesis: "" }));
}

/** A host's files, each known in a preview as early as it can be. */
export function generationFiles(
  plan: Plan,
  host: PlannedHost,
  facts: Output<NetworkFacts>,
): Record<string, Input<string>> {
  const rendered = facts.apply((known) => renderHostWithFacts(plan, host, known));
  const withFacts = pathsWithFacts(plan, host).map((path) => [path, rendered.apply((files) => files[path]!)]);
  return { ...renderHost(plan, host), ...Object.fromEntries(withFacts) };
}
