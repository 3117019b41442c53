import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  all,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { isDryRun } from "@pulumi/pulumi/runtime";
import type { Plan } from "../plan/plan";
import { Contract } from "../resources/contract";
import { ContractState } from "../resources/contractState";
import type { ResourceArgs } from "../resources/inputs";
import { readArtifact } from "./artifacts";
import { type CatalogueEntry, catalogue as networkCatalogue } from "./contractCatalogue";
import { abiOf, type ContractName } from "./contractWords";
import { applyOperators, type OperatorHost } from "./operators";
import { planFileOf } from "./planAccounts";
import { namesOfAdmin } from "./planAdmin";
import { type Deployment, type DeploymentFacts, handsOver, planDeployment } from "./planDeployment";
import {
  type RecordedContract,
  type RecordedDeployment,
  readDeployment,
  writeDeployment,
} from "./recordedDeployment";

export interface ContractsArgs {
  /** Folder of the project, where `contracts/` lies. */
  rootDir?: string;
  rpcUrl: Input<string>;
  /** File with the deployer's private key, relative to the project. */
  deployerKeyFile: Input<string>;
  deployerAddress: Input<string>;
  /** Hosts whose validators are registered, where the description has that. */
  hosts?: readonly OperatorHost[];
  catalogue?: readonly CatalogueEntry[];
}

export interface AppliedContracts {
  /** Address per contract. */
  addresses: Record<string, Output<string>>;
  /** The one that all others came before. */
  last: Resource | undefined;
  /** Addresses, ABIs and blocks, as they stand in `stacks/deployments/<stack>.json`. */
  deployment: Output<RecordedDeployment>;
}

/** The network's contracts, one after the other; their addresses are known as soon as the deployer's is. */
export function applyContracts(
  plan: Plan,
  args: ContractsArgs,
  opts: CustomResourceOptions | ComponentResourceOptions = {},
): AppliedContracts {
  const { rootDir = process.cwd() } = args;
  const sources = readSources(plan, { rootDir, catalogue: args.catalogue });
  const { catalogue, recorded } = sources;
  const names = [...namesOfAdmin(plan.contracts.admin), ...catalogue.map(({ name }) => name)];
  const planned = all([args.rpcUrl, args.deployerAddress, args.deployerKeyFile]).apply(
    ([rpcUrl, address, keyFile]) => {
      const ownDeployer = { address, keyFile };
      const deployment = planDeployment(plan, { rpcUrl, ownDeployer, ...sources });
      writePlan(rootDir, plan.stack, deployment);
      return deployment;
    },
  );
  const contracts: Record<string, Contract> = {};
  // One after the other: they share an account, and its transactions have an order.
  let last: Resource | undefined;
  const next = () => (last ? { ...opts, dependsOn: last } : opts);
  for (const name of names) {
    const inputs = spread(
      planned.apply((known) => known.contracts[name]!),
      contractKeys,
    );
    last = contracts[name] = new Contract(resourceName(plan, name), { ...inputs, name }, next());
  }
  for (const { name } of catalogue.filter(({ state }) => state)) {
    const inputs = spread(
      planned.apply((known) => known.states[name]!),
      stateKeys,
    );
    last = new ContractState(`${resourceName(plan, name)}-state`, { ...inputs, name }, next());
  }
  if (handsOver(plan, recorded)) {
    const inputs = spread(
      planned.apply((known) => known.handOver!),
      stateKeys,
    );
    last = new ContractState(`${plan.network}-hand-over`, { ...inputs, name: "hand-over" }, next());
  }
  if (plan.contracts.registerValidators && args.hosts) {
    // Of the plan, not of the resources: `next` says that those come before.
    const addressOf = (name: string) => planned.apply((known) => known.contracts[name]!.address);
    const known = {
      ande: addressOf("AndeToken"),
      consensus: addressOf("AndeConsensus"),
      coordinator: addressOf("AndeSequencerCoordinator"),
    };
    const sending = planned.apply((deployment) => deployment.sending);
    applyOperators(plan, args.hosts, { rpcUrl: args.rpcUrl, sending, contracts: known }, next());
  }
  return {
    last,
    addresses: Object.fromEntries(names.map((name) => [name, contracts[name]!.address])),
    deployment: recordDeployment(plan, { rootDir, planned, contracts }),
  };
}

/** What lies on this machine of which the deployment is planned. @throws ARTIFACT_MISSING */
export function readSources(
  plan: Plan,
  { rootDir, catalogue = networkCatalogue }: { rootDir: string; catalogue?: readonly CatalogueEntry[] },
): Pick<DeploymentFacts, "catalogue" | "artifacts" | "recorded"> {
  const wanted = { incomeShares: plan.contracts.incomeShares ?? [] };
  const chosen = catalogue.filter(({ isWanted }) => isWanted?.(wanted) ?? true);
  const names = [...namesOfAdmin(plan.contracts.admin), ...chosen.map(({ name }) => name), "AndeProxy"];
  return {
    catalogue: chosen,
    artifacts: Object.fromEntries(names.map((name) => [name, readArtifact(rootDir, name)])),
    recorded: readDeployment(rootDir, { stack: plan.stack, chainId: plan.contracts.chainId }),
  };
}

/** `AndeToken` of network `ande-local` is the resource `ande-local-ande-token`. */
const resourceName = (plan: Plan, contract: string): string =>
  `${plan.network}${contract.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const contractKeys = [
  "rpcUrl",
  "chainId",
  "sending",
  "address",
  "implementation",
  "artifact",
  "initCodeHash",
  "constructorArgs",
  "salt",
  "proxy",
  "maker",
  "owner",
] as const;
const stateKeys = ["rpcUrl", "chainId", "sending", "items"] as const;

function spread<T, K extends keyof T & string>(
  inputs: Output<T>,
  keys: readonly K[],
): ResourceArgs<Pick<T, K>> {
  return Object.fromEntries(keys.map((key) => [key, inputs.apply((known) => known[key])])) as ResourceArgs<
    Pick<T, K>
  >;
}

// The providers check the whole of it before the first transaction of a run.
function writePlan(rootDir: string, stack: string, { plan }: Deployment): void {
  const file = join(rootDir, planFileOf(stack));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
}

function recordDeployment(
  plan: Plan,
  at: { rootDir: string; planned: Output<Deployment>; contracts: Record<string, Contract> },
): Output<RecordedDeployment> {
  const made = Object.entries(at.contracts).map(([name, contract]) =>
    all([
      contract.address,
      contract.implementation,
      contract.blockNumber,
      contract.transactionHash,
      contract.present,
    ]).apply(([address, implementation, blockNumber, transactionHash, present]) => ({
      name,
      present,
      contract: {
        address,
        implementation,
        ...(blockNumber ? { blockNumber } : {}),
        ...(transactionHash ? { transactionHash } : {}),
        abi: abiOf(name as ContractName).format(),
      } satisfies RecordedContract,
    })),
  );
  return all([at.planned, all(made)]).apply(([{ deployer, makers, firstAdmin }, found]) => {
    const there = found
      .filter(({ present }) => present)
      .map(({ name, contract }): [string, RecordedContract] => {
        const maker = makers[name];
        return [name, { ...contract, ...(maker ? { maker } : {}) }];
      });
    const deployment: RecordedDeployment = {
      network: plan.network,
      chainId: plan.contracts.chainId,
      deployer,
      ...(firstAdmin ? { firstAdmin } : {}),
      contracts: Object.fromEntries(there),
    };
    if (!isDryRun()) writeDeployment(at.rootDir, plan.stack, deployment);
    return deployment;
  });
}
