import { AbiCoder, Interface, id, keccak256 } from "ethers";
import type { Plan } from "../plan/plan";
import { contractAbis } from "../resources/contractAbi";
import { contractAddress, initCodeOf, proxyAddress } from "../resources/contractAddress";
import { type ContractInputs, contractSteps } from "../resources/deployContract";
import type { DeploymentPlan, Step } from "../resources/deploymentPlan";
import type { Deployer, Sending } from "../resources/sending";
import { senderOf } from "../resources/sending";
import { type ContractStateInputs, stepOf } from "../resources/settleState";
import type { Artifact } from "./artifacts";
import type { CatalogueEntry, Known } from "./contractCatalogue";
import { type ContractName, ContractWords } from "./contractWords";
import { planAccounts, planDeployer, planFileOf, planSending, planShares } from "./planAccounts";
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
  /** How calls outside this plan are sent. */
  sending: Sending;
  plan: DeploymentPlan;
}

/** Where everything will stand, and how it gets there: from the same facts the same answer, without a look at the chain. */
export function planDeployment(plan: Plan, facts: DeploymentFacts): Deployment {
  const deployer = planDeployer(plan, facts.ownDeployer);
  const sending = { ...planSending(plan, deployer), planFile: planFileOf(plan.stack) };
  const deployment: Deployment = {
    contracts: {},
    states: {},
    makers: {},
    deployer: deployer.address,
    sending: planSending(plan, deployer),
    plan: { steps: [], errors: errorsOf(facts.catalogue) },
  };
  const known: Known = {
    ...planAccounts(plan, sending),
    deployer: deployer.address,
    parameters: plan.contracts.parameters,
    lease: plan.lease,
    incomeShares: planShares(plan),
    addressOf: (name) => deployment.contracts[name]!.address,
  };
  for (const entry of facts.catalogue) addContract(deployment, entry, { plan, facts, sending, known });
  for (const entry of facts.catalogue) addState(deployment, entry, { sending, known });
  return deployment;
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
