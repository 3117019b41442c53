import { all, type Input } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { type GenesisContracts, renderGenesis } from "../render/genesis";
import { Genesis } from "../resources/genesis/genesis";
import type { AppliedFacts } from "./generationFiles";
import type { Host } from "./host";

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const runsNode = (host: Host): boolean => host.planned.services.some(({ name }) => name === "app");

/** Everything that is known only once the hosts have keys: their public parts, and the genesis made of them. */
export function applyGenesis(
  plan: Plan,
  hosts: Host[],
  args: { fundedAddresses: Input<string>[]; contracts: Input<GenesisContracts> | undefined },
): AppliedFacts {
  const identitiesOf = (some: Host[]) =>
    Object.fromEntries(some.map(({ planned, identity }) => [planned.name, identity]));
  // Of validators alone: a host that only follows is not known yet when it is added, and the genesis is.
  const validators = all(identitiesOf(hosts.filter(({ planned }) => planned.power > 0)));
  const rendered = all([validators, all(args.fundedAddresses), args.contracts]).apply(
    ([known, fundedAddresses, contracts]) => renderGenesis(plan, known, { fundedAddresses, contracts }),
  );
  const genesis = new Genesis(`${plan.network}-genesis`, {
    stack: plan.stack,
    comet: rendered.apply(({ comet }) => jsonText(comet)),
    geth: rendered.apply(({ geth }) => jsonText(geth)),
  });
  const { cometGenesis, gethGenesis } = genesis;
  return { identities: identitiesOf(hosts.filter(runsNode)), cometGenesis, gethGenesis };
}
