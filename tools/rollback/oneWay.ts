import type { Plan } from "../../infra/plan/plan";
import type { ServiceName } from "../../infra/vocab/words";

/** What a rollback cannot take back. */
export interface OneWay {
  /** Would be refused half-way or lose the chain: the rollback does not start. */
  blocking: string[];
  /** Stays as it is now, or is lost: said before the preview. */
  notes: string[];
}

/** Services that keep a database of their own; an older program may not read what a newer one wrote. */
const databaseServices: readonly ServiceName[] = ["geth", "app", "cometbft", "prometheus"];

/** Compares the network as described now with the one that is gone back to. */
export function findOneWay(present: Plan, former: Plan): OneWay {
  const notes = [
    "contracts: transactions and deployed contracts stay on the chain; only what reads them goes back",
    ...databaseServices
      .filter((name) => present.release.images[name] !== former.release.images[name])
      .map(
        (name) =>
          `${name}: another image (release ${present.release.name} -> ${former.release.name}); its database stays as the present one wrote it`,
      ),
    ...describeHosts(present, former),
  ];
  return { blocking: describeGenesis(present, former), notes };
}

function describeGenesis(present: Plan, former: Plan): string[] {
  const genesis = (plan: Plan): Record<string, string> => ({
    "network name": plan.network,
    "chain id": String(plan.chainId),
    "block interval": `${plan.blockIntervalMs} ms`,
    "gas limit": String(plan.gasLimit),
    lease: `${plan.lease.blocks} blocks, ${plan.lease.missesToFailOver} misses`,
    validators: plan.hosts
      .filter(({ power }) => power > 0)
      .map(({ name, power }) => `${name} ${power}`)
      .join(", "),
  });
  const [is, was] = [genesis(present), genesis(former)];
  return Object.keys(is)
    .filter((key) => is[key] !== was[key])
    .map((key) => `genesis, ${key}: ${is[key]} -> ${was[key]}`);
}

function describeHosts(present: Plan, former: Plan): string[] {
  const names = (plan: Plan) => plan.hosts.map(({ name }) => name);
  return [
    ...names(present)
      .filter((name) => !names(former).includes(name))
      .map((name) => `${name}: goes, with its disk and its keys`),
    ...names(former)
      .filter((name) => !names(present).includes(name))
      .map((name) => `${name}: comes as a new host, with new keys and an empty disk`),
  ];
}
