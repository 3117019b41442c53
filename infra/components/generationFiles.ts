import { all, type Input, type Output } from "@pulumi/pulumi";
import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { listFilesWithFacts, renderHost } from "../render/renderHost";

/** NetworkFacts as far as each is known: a preview knows all but those of hosts that are still to be made. */
export interface AppliedFacts {
  identities: Record<string, Output<HostIdentityFacts>>;
  cometGenesis: Output<string>;
  gethGenesis: Output<string>;
}

/** A host's files, each known in a preview as early as it can be. */
export function generationFiles(
  plan: Plan,
  host: PlannedHost,
  { identities, cometGenesis, gethGenesis }: AppliedFacts,
): Record<string, Input<string>> {
  const withFacts = Object.entries(listFilesWithFacts(plan, host)).map(([path, { names, render }]) => {
    const named = all(Object.fromEntries(names.map((name) => [name, identities[name]!])));
    const text = all([named, cometGenesis, gethGenesis]).apply(([known, comet, geth]) =>
      render({ identities: known, cometGenesis: comet, gethGenesis: geth }),
    );
    return [path, text];
  });
  return { ...renderHost(plan, host), ...Object.fromEntries(withFacts) };
}
