import { AbiCoder, getAddress, Interface, id, keccak256 } from "ethers";
import type { Plan } from "../plan/plan";
import { contractAbis } from "../resources/contractAbi";
import { contractAddress, initCodeOf, proxyAddress } from "../resources/contractAddress";
import { type ContractInputs, contractSteps } from "../resources/deployContract";
import type { DeploymentPlan, Step } from "../resources/deploymentPlan";
import type { Admin, Deployer, Sending } from "../resources/sending";
import { senderOf } from "../resources/sending";
import { type ContractStateInputs, stepOf } from "../resources/settleState";
import type { Artifact } from "./artifacts";
import { type CatalogueEntry, type ContractName, ContractWords, type Known } from "./contractCatalogue";
import { AddressInvalidError } from "./errors";
import type { RecordedDeployment } from "./recordedDeployment";

export interface DeploymentFacts {
  rpcUrl: string;
  /** Account and key file that `up` makes; another deployer may be planned. */
  ownDeployer: Deployer;
  catalogue: readonly CatalogueEntry[];
  artifacts: Record<string, Artifact>;
  recorded: RecordedDeployment | undefined;
}

export interface Deployment {
  contracts: Record<string, ContractInputs>;
  /** Only of contracts with a state to keep. */
  states: Record<string, ContractStateInputs>;
  /** Who asked for each proxy; part of its address. */
  makers: Record<string, string>;
  deployer: string;
  plan: DeploymentPlan;
}

/** Where everything will stand, and how it gets there: from the same facts the same answer, without a look at the chain. */
export function planDeployment(plan: Plan, facts: DeploymentFacts): Deployment {
  const deployer = plan.contracts.deployer
    ? {
        ...plan.contracts.deployer,
        address: addressOf("contracts.deployer.address", plan.contracts.deployer.address),
      }
    : facts.ownDeployer;
  const sending = planSending(plan, deployer);
  const deployment: Deployment = {
    contracts: {},
    states: {},
    makers: {},
    deployer: deployer.address,
    plan: { steps: [], errors: errorsOf(facts.catalogue) },
  };
  const known: Known = {
    admin: sending.admin.address,
    deployer: deployer.address,
    addressOf: (name) => deployment.contracts[name]!.address,
  };
  for (const entry of facts.catalogue) addContract(deployment, entry, { plan, facts, sending, known });
  for (const entry of facts.catalogue) addState(deployment, entry, { sending, known });
  return deployment;
}

/** Folder of the operator's machine that belongs to the contracts of a stack. */
export const contractsFolder = (stack: string): string => `.cordillera/stacks/${stack}/contracts`;

function planSending({ stack, contracts }: Plan, deployer: Deployer): Sending {
  const { sink, fees, timeoutSeconds } = contracts;
  const written = sink === "dry-run" ? `${stack}.dry-run.json` : `${stack}.calls.json`;
  return {
    sink,
    deployer,
    admin: planAdmin(contracts.admin, deployer),
    fees,
    timeoutSeconds,
    folder: contractsFolder(stack),
    planFile: `${contractsFolder(stack)}/plan.json`,
    callsFile: `stacks/deployments/${written}`,
  };
}

function planAdmin(admin: Plan["contracts"]["admin"], deployer: Deployer): Admin {
  if (!admin) return { address: deployer.address };
  const multisig = addressOf("contracts.admin.multisig", admin.multisig);
  if (!admin.timelock) return { address: multisig };
  return {
    address: addressOf("contracts.admin.timelock.address", admin.timelock.address),
    proposer: multisig,
    delaySeconds: admin.timelock.delaySeconds,
  };
}

interface Wiring {
  sending: Sending;
  known: Known;
}

function addContract(
  deployment: Deployment,
  entry: CatalogueEntry,
  { plan, facts, sending, known }: Wiring & { plan: Plan; facts: DeploymentFacts },
): void {
  const { name } = entry;
  const artifact = facts.artifacts[name]!;
  const abi = new Interface(contractAbis[name]);
  const code = {
    bytecode: artifact.bytecode,
    constructorArgs: abi.encodeDeploy(entry.constructorArgs?.(known) ?? []),
    salt: id(`cordillera/${name}`),
  };
  const implementation = contractAddress(code);
  const owner = entry.owner?.(known);
  const inputs: ContractInputs = {
    name,
    rpcUrl: facts.rpcUrl,
    chainId: plan.contracts.chainId,
    sending,
    address: implementation,
    implementation,
    artifact: artifact.file,
    initCodeHash: keccak256(initCodeOf(code)),
    constructorArgs: code.constructorArgs,
    salt: code.salt,
    ...(owner ? { owner: describeOwner(abi, owner) } : {}),
  };
  if (entry.initialize) {
    const factory = known.addressOf("ProxyFactory");
    const proxyCode = facts.artifacts.AndeProxy!;
    const sender = makerOf(name, facts.recorded, sending);
    inputs.address = proxyAddress({ factory, sender, salt: code.salt, bytecode: proxyCode.bytecode });
    inputs.proxy = {
      factory,
      salt: code.salt,
      initData: abi.encodeFunctionData("initialize", entry.initialize(known)),
      codeHash: keccak256(proxyCode.deployedBytecode),
    };
    deployment.makers[name] = sender;
  }
  deployment.contracts[name] = inputs;
  deployment.plan.steps.push(...contractSteps(inputs, initCodeOf(code)));
}

function addState(deployment: Deployment, entry: CatalogueEntry, { sending, known }: Wiring): void {
  const contract = deployment.contracts[entry.name]!;
  const items = entry.state?.(known, new ContractWords(entry.name, contract.address)) ?? [];
  if (items.length === 0) return;
  const { rpcUrl, chainId } = contract;
  deployment.states[entry.name] = { name: entry.name, rpcUrl, chainId, sending, items };
  deployment.plan.steps.push(...items.map((item): Step => stepOf(item)));
}

/** Who made a proxy stays part of its address, whoever sends the calls of today. */
function makerOf(name: ContractName, recorded: RecordedDeployment | undefined, sending: Sending): string {
  const isOurs = recorded?.deployer === sending.deployer.address;
  return (isOurs && recorded.contracts[name]?.maker) || senderOf(sending, { by: "deployer" });
}

function describeOwner(abi: Interface, [call, args, answer]: [string, unknown[], unknown]) {
  const types = abi.getFunction(call)!.outputs;
  return {
    call: abi.encodeFunctionData(call, args),
    expected: AbiCoder.defaultAbiCoder().encode(types, [answer]),
    described: `${call}(${args.map(String).join(", ")}) = ${String(answer)}`,
  };
}

function errorsOf(catalogue: readonly CatalogueEntry[]): string[] {
  const all = catalogue.flatMap(({ name }) =>
    new Interface(contractAbis[name]).fragments
      .filter(({ type }) => type === "error")
      .map((fragment) => fragment.format("full")),
  );
  return [...new Set(all)].sort();
}

function addressOf(path: string, text: string): string {
  try {
    return getAddress(text);
  } catch {
    throw new AddressInvalidError({ path, text });
  }
}
