import { all, type Input, type Output } from "@pulumi/pulumi";
import type { HostIdentityFacts, NetworkFacts, Plan } from "../plan/plan";
import { renderGenesis } from "../render/genesis";
import { Genesis } from "../resources/genesis";
import type { Host } from "./host";

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const runsNode = (host: Host): boolean => host.planned.services.some(({ name }) => name === "app");

/** Everything that is known only once the hosts have keys: their public parts, and the genesis made of them. */
export function applyGenesis(
  plan: Plan,
  hosts: Host[],
  args: { fundedAddresses: Input<string>[] },
): Output<NetworkFacts> {
  const nodes = hosts.filter(runsNode);
  const identities = all(nodes.map(({ identity }) => identity)).apply(
    (facts): Record<string, HostIdentityFacts> =>
      Object.fromEntries(nodes.map(({ planned }, i) => [planned.name, facts[i]!])),
  );
  const rendered = all([identities, all(args.fundedAddresses)]).apply(([known, fundedAddresses]) =>
    renderGenesis(plan, known, { fundedAddresses }),
  );
  const genesis = new Genesis(`${plan.network}-genesis`, {
    stack: plan.stack,
    comet: rendered.apply(({ comet }) => jsonText(comet)),
    geth: rendered.apply(({ geth }) => jsonText(geth)),
  });
  return all([identities, genesis.cometGenesis, genesis.gethGenesis]).apply(
    ([known, cometGenesis, gethGenesis]) => ({ identities: known, cometGenesis, gethGenesis }),
  );
}
