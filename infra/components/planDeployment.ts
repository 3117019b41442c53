import { AbiCoder, id, keccak256 } from "ethers";
import type { Plan } from "../plan/plan";
import type { DeploymentPlan, Step } from "../resources/chain/deploymentPlan";
import type { Deployer, Question, Sending } from "../resources/chain/sending";
import { senderOf } from "../resources/chain/sending";
import { contractAddress, initCodeOf, proxyAddress } from "../resources/contracts/contractAddress";
import { type ContractInputs, contractSteps, type OwnerInputs } from "../resources/contracts/deployContract";
import { type ContractStateInputs, stepOf } from "../resources/contracts/settleState";
import type { RegistrationContracts } from "../resources/members/registrationFacts";
import type { Artifact } from "./artifacts";
import type { CatalogueEntry, Known, Ownership } from "./contractCatalogue";
import { abiOf, type ContractName, ContractWords } from "./contractWords";
import { planAccounts, planDeployer, planFileOf, planSending, planShares } from "./planAccounts";
import { type CodeToMake, makesAdmin, planAdmin } from "./planAdmin";
import type { RecordedDeployment } from "./recordedDeployment";

export interface DeploymentFacts {
  /** Account and key file that `up` makes; another deployer may be planned. */
  ownDeployer: Deployer;
  catalogue: readonly CatalogueEntry[];
  artifacts: Record<string, Artifact>;
  recorded: RecordedDeployment | undefined;
}

/** A resource's inputs but for the way to the chain, which is known later. */
export type Planned<Inputs> = Omit<Inputs, "rpcUrl">;

export interface Deployment {
  contracts: Record<string, Planned<ContractInputs>>;
  /** Only of contracts with a state to keep. */
  states: Record<string, Planned<ContractStateInputs>>;
  /** The admin in office and the deployer out of it, where the deployer was first. */
  handOver?: Planned<ContractStateInputs>;
  /** Whom the contracts obeyed when they were made, where that was not the admin; part of some addresses. */
  firstAdmin?: string;
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
  const { admin, contracts: ofAdmin } = planAdmin(plan, { artifacts: facts.artifacts, deployer });
  const ownSending = planSending(plan, { deployer, admin });
  const sending = { ...ownSending, planFile: planFileOf(plan.stack) };
  const isHandedOver = handsOver(plan, facts.recorded);
  const deployment: Deployment = {
    contracts: {},
    states: {},
    makers: {},
    deployer: deployer.address,
    sending: ownSending,
    plan: { steps: [], errors: errorsOf([...ofAdmin, ...facts.catalogue]) },
    ...(isHandedOver ? { firstAdmin: facts.recorded?.firstAdmin ?? deployer.address } : {}),
  };
  const known: Known = {
    ...planAccounts(plan, sending),
    firstAdmin: deployment.firstAdmin ?? admin.address,
    deployer: deployer.address,
    parameters: plan.contracts.parameters,
    lease: plan.lease,
    incomeShares: planShares(plan),
    addressOf: (name) => deployment.contracts[name]!.address,
  };
  const wiring = { plan, facts, sending, known };
  for (const contract of ofAdmin) addContract(deployment, contract, wiring);
  for (const entry of facts.catalogue) addEntry(deployment, entry, wiring);
  for (const entry of facts.catalogue) addState(deployment, entry, { sending, known });
  if (isHandedOver) addHandOver(deployment, wiring);
  return deployment;
}

/** Those that a validator is registered with. */
export const registrationContracts = ({
  contracts,
}: Pick<Deployment, "contracts">): RegistrationContracts => ({
  ande: contracts.AndeToken!.address,
  consensus: contracts.AndeConsensus!.address,
  coordinator: contracts.AndeSequencerCoordinator!.address,
});

/** Whether the contracts were made the deployer's, to be handed over to the admin. */
export const handsOver = (plan: Plan, recorded: RecordedDeployment | undefined): boolean =>
  recorded?.firstAdmin !== undefined || makesAdmin(plan);

interface Wiring {
  sending: Sending;
  known: Known;
}

interface WholeWiring extends Wiring {
  plan: Plan;
  facts: DeploymentFacts;
}

function addEntry(deployment: Deployment, entry: CatalogueEntry, wiring: WholeWiring): void {
  const { facts, known } = wiring;
  const { name, ownership } = entry;
  const abi = abiOf(name);
  const artifact = facts.artifacts[name]!;
  const code = {
    bytecode: artifact.bytecode,
    constructorArgs: abi.encodeDeploy(entry.constructorArgs?.(known) ?? []),
    salt: id(`cordillera/${name}`),
  };
  const owner = ownership && describeOwner(name, ownership, known);
  const contract: Made = { name, artifact, code, ...(owner ? { owner } : {}) };
  if (!entry.initialize) {
    addContract(deployment, contract, wiring);
    return;
  }
  const factory = known.addressOf("ProxyFactory");
  const proxyCode = facts.artifacts.AndeProxy!;
  const sender = makerOf(name, wiring);
  deployment.makers[name] = sender;
  addContract(
    deployment,
    {
      ...contract,
      address: proxyAddress({ factory, sender, salt: code.salt, bytecode: proxyCode.bytecode }),
      proxy: {
        factory,
        salt: code.salt,
        initData: abi.encodeFunctionData("initialize", entry.initialize(known)),
        codeHash: keccak256(proxyCode.deployedBytecode),
      },
    },
    wiring,
  );
}

type Made = CodeToMake & Partial<Pick<ContractInputs, "address" | "proxy" | "owner">>;

function addContract(
  deployment: Deployment,
  { name, artifact, code, address, proxy, maker, owner }: Made,
  { plan, sending }: WholeWiring,
): void {
  const implementation = contractAddress(code);
  const inputs: Planned<ContractInputs> = {
    name,
    chainId: plan.contracts.chainId,
    sending,
    address: address ?? implementation,
    implementation,
    artifact: artifact.file,
    initCodeHash: keccak256(initCodeOf(code)),
    constructorArgs: code.constructorArgs,
    salt: code.salt,
    ...(proxy ? { proxy } : {}),
    ...(maker ? { maker } : {}),
    ...(owner ? { owner } : {}),
  };
  deployment.contracts[name] = inputs;
  deployment.plan.steps.push(...contractSteps(inputs, initCodeOf(code)));
}

function addState(deployment: Deployment, entry: CatalogueEntry, { sending, known }: Wiring): void {
  const contract = deployment.contracts[entry.name]!;
  const words = new ContractWords(entry.name, contract.address, contract.owner?.first);
  const items = entry.state?.(known, words) ?? [];
  if (items.length === 0) return;
  deployment.states[entry.name] = { name: entry.name, chainId: contract.chainId, sending, items };
  deployment.plan.steps.push(...items.map((item): Step => stepOf(item)));
}

// Last of all: what the deployer had to say in each contract, it has said.
function addHandOver(deployment: Deployment, { facts, plan, sending, known }: WholeWiring): void {
  const accounts = { from: known.firstAdmin, to: known.admin };
  const items =
    accounts.from === accounts.to
      ? []
      : facts.catalogue.flatMap(
          ({ name, ownership }) =>
            ownership?.handOver(new ContractWords(name, known.addressOf(name)), accounts) ?? [],
        );
  const { chainId } = plan.contracts;
  deployment.handOver = { name: "hand-over", chainId, sending, items };
  deployment.plan.steps.push(...items.map((item): Step => stepOf(item)));
}

/** Who made a proxy stays part of its address, whoever sends the calls of today. */
function makerOf(name: ContractName, { facts, plan, sending }: WholeWiring): string {
  const { recorded } = facts;
  const isOurs = recorded?.deployer === sending.deployer.address;
  const maker = isOurs && recorded.contracts[name]?.maker;
  // What is to be handed over can be made by the deployer alone.
  return maker || (makesAdmin(plan) ? sending.deployer.address : senderOf(sending, { by: "deployer" }));
}

function describeOwner(name: ContractName, ownership: Ownership, { admin, firstAdmin }: Known): OwnerInputs {
  const [call, args, answer] = ownership.obeys(admin);
  return {
    ...questionOf(name, [call, args, answer]),
    described: `${call}(${args.map(String).join(", ")}) = ${String(answer)}`,
    ...(firstAdmin === admin ? {} : { first: questionOf(name, ownership.obeys(firstAdmin)) }),
  };
}

function questionOf(name: ContractName, [call, args, answer]: ReturnType<Ownership["obeys"]>): Question {
  const abi = abiOf(name);
  const types = abi.getFunction(call)!.outputs;
  return {
    call: abi.encodeFunctionData(call, args),
    expected: AbiCoder.defaultAbiCoder().encode(types, [answer]),
  };
}

function errorsOf(contracts: readonly { name: ContractName }[]): string[] {
  const all = contracts.flatMap(({ name }) =>
    abiOf(name)
      .fragments.filter(({ type }) => type === "error")
      .map((fragment) => fragment.format("full")),
  );
  return [...new Set(all)].sort();
}
