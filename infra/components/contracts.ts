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
import { Contract } from "../resources/contracts/contract";
import { ContractState } from "../resources/contracts/contractState";
import type { ResourceArgs } from "../resources/inputs";
import { abiOf, type ContractName } from "./contractWords";
import { applyOperators, type OperatorHost } from "./operators";
import { planFileOf } from "./planAccounts";
import { namesOfAdmin } from "./planAdmin";
import { type Deployment, handsOver, registrationContracts } from "./planDeployment";
import type { PlannedDeployment } from "./plannedDeployment";
import { type RecordedContract, type RecordedDeployment, writeDeployment } from "./recordedDeployment";

export interface ContractsArgs {
  rpcUrl: Input<string>;
  /** Hosts whose validators are registered, where the description has that. */
  hosts?: readonly OperatorHost[];
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
  { rootDir, sources: { catalogue, recorded }, deployment }: PlannedDeployment,
  { rpcUrl, hosts }: ContractsArgs,
  opts: CustomResourceOptions | ComponentResourceOptions = {},
): AppliedContracts {
  const names = [...namesOfAdmin(plan.contracts.admin), ...catalogue.map(({ name }) => name)];
  const planned = deployment.apply((known) => {
    writePlan(rootDir, plan.stack, known);
    return known;
  });
  const contracts: Record<string, Contract> = {};
  // One after the other: they share an account, and its transactions have an order.
  let last: Resource | undefined;
  const next = () => (last ? { ...opts, dependsOn: last } : opts);
  for (const name of names) {
    const inputs = spread(
      planned.apply((known) => known.contracts[name]!),
      contractKeys,
    );
    last = contracts[name] = new Contract(resourceName(plan, name), { ...inputs, rpcUrl, name }, next());
  }
  for (const { name } of catalogue.filter(({ state }) => state)) {
    const inputs = spread(
      planned.apply((known) => known.states[name]!),
      stateKeys,
    );
    last = new ContractState(`${resourceName(plan, name)}-state`, { ...inputs, rpcUrl, name }, next());
  }
  if (handsOver(plan, recorded)) {
    const inputs = spread(
      planned.apply((known) => known.handOver!),
      stateKeys,
    );
    last = new ContractState(`${plan.network}-hand-over`, { ...inputs, rpcUrl, name: "hand-over" }, next());
  }
  if (plan.contracts.registerValidators && hosts) {
    // Of the plan, not of the resources: `next` says that those come before.
    const registered = planned.apply(registrationContracts);
    const sending = planned.apply((known) => known.sending);
    applyOperators(plan, hosts, { rpcUrl, sending, contracts: registered }, next());
  }
  return {
    last,
    addresses: Object.fromEntries(names.map((name) => [name, contracts[name]!.address])),
    deployment: recordDeployment(plan, { rootDir, planned, contracts }),
  };
}

/** `AndeToken` of network `ande-local` is the resource `ande-local-ande-token`. */
const resourceName = (plan: Plan, contract: string): string =>
  `${plan.network}${contract.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const contractKeys = [
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
const stateKeys = ["chainId", "sending", "items"] as const;

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
