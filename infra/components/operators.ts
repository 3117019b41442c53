import { all, type CustomResourceOptions, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { id, parseEther } from "ethers";
import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import type { Sending } from "../resources/chain/sending";
import { ContractState } from "../resources/contracts/contractState";
import type { StateItem } from "../resources/contracts/settleState";
import { Registration } from "../resources/members/registration";
import {
  consensusAbi,
  coordinatorAbi,
  type Operator,
  type RegistrationContracts,
} from "../resources/members/registrationFacts";
import type { Connection } from "../resources/sessions/hostSession";
import { ContractWords } from "./contractWords";

export interface OperatorHost {
  planned: PlannedHost;
  connection: Output<Connection>;
  identity: Output<HostIdentityFacts>;
}

export interface OperatorsArgs {
  rpcUrl: Input<string>;
  sending: Input<Sending>;
  contracts: Input<RegistrationContracts>;
}

/** Gas: an owner registers, the hot key of a sequencer tells the coordinator of each of its leases. */
const gasWei = { atLeast: parseEther("0.1"), fillTo: parseEther("1") };

/** Every validator of the description on the chain: money and stake for its owner, then its registration. */
export function applyOperators(
  plan: Plan,
  hosts: readonly OperatorHost[],
  args: OperatorsArgs,
  opts: CustomResourceOptions,
): Resource[] {
  const validators = hosts.filter(({ planned }) => planned.power > 0);
  const { chainId } = plan.contracts;
  const { rpcUrl, sending, contracts } = args;
  const operators = validators.map(({ planned, identity }) =>
    identity.apply((known) => planOperator(planned, known)),
  );
  const items = all([contracts, sending, all(operators)]).apply(([known, { admin }, every]) =>
    planFunding(known, {
      admin: admin.address,
      tellLeases: plan.contracts.rpcUrl === undefined,
      owners: every.map((operator, i) => ({
        host: validators[i]!.planned.name,
        operator,
        stakeWei: stakeOf(plan, validators[i]!.planned),
      })),
    }),
  );
  const funded = new ContractState(
    `${plan.network}-operators`,
    { name: "operators", rpcUrl, chainId, sending, items },
    opts,
  );
  return validators.map(
    ({ planned, connection }, i) =>
      new Registration(
        `${planned.name}-registration`,
        {
          name: planned.name,
          rpcUrl,
          chainId,
          sending,
          connection,
          appImage: plan.release.images.app,
          contracts,
          operator: operators[i]!,
          stakeWei: String(stakeOf(plan, planned)),
        },
        { ...opts, dependsOn: funded },
      ),
  );
}

/** Who the host is on the chain. */
export function planOperator(planned: PlannedHost, identity: HostIdentityFacts): Operator {
  return {
    owner: identity.ownerAddress,
    signer: identity.evmAddress,
    peerId: `0x${Buffer.from(identity.consensusPublicKey, "base64").toString("hex")}`,
    rpc: `http://${planned.privateAddress}:${portOf("geth", "rpc")}`,
    isSequencer: planned.roles.includes("sequencer"),
  };
}

/** Stake behind the power of the description, in each contract. */
const stakeOf = ({ contracts }: Plan, { power }: PlannedHost): bigint =>
  parseEther(String(contracts.parameters.stakePerPowerAnde)) * BigInt(power);

export interface FundedOwner {
  host: string;
  operator: Operator;
  stakeWei: bigint;
}

/** What owners need before they can register, and hot keys where they tell leases: on the network's own chain. */
export function planFunding(
  { ande, consensus, coordinator }: RegistrationContracts,
  { admin, owners, tellLeases }: { admin: string; owners: readonly FundedOwner[]; tellLeases?: boolean },
): StateItem[] {
  const words = new ContractWords("AndeToken", ande);
  const asks = (abi: typeof consensusAbi, to: string, name: string, owner: string) => ({
    to,
    data: abi.encodeFunctionData(name, [owner]),
  });
  const perOwner = ({ host, operator, stakeWei }: FundedOwner): StateItem[] => {
    const { owner, signer, isSequencer } = operator;
    const purse = (label: string, address: string): StateItem => ({
      kind: "funding",
      label,
      address,
      atLeastWei: String(gasWei.atLeast),
      fillToWei: String(gasWei.fillTo),
    });
    const [inConsensus, inCoordinator] = [
      [consensusAbi, consensus, "getValidatorInfo"] as const,
      [coordinatorAbi, coordinator, "getSequencerInfo"] as const,
    ];
    const places = isSequencer ? [inConsensus, inCoordinator] : [inConsensus];
    return [
      purse(`${host}: gas`, owner),
      ...(isSequencer && tellLeases ? [purse(`${host}: gas of the hot key`, signer)] : []),
      {
        kind: "stake",
        label: `${host}: stake`,
        ande,
        admin,
        account: owner,
        wantedWei: String(stakeWei * BigInt(places.length)),
        bonded: places.map(([abi, to]) => asks(abi, to, "stakeOf", owner)),
        registered: places.map(([abi, to, name]) => asks(abi, to, name, owner)),
      },
    ];
  };
  return [words.role("minter", id("MINTER_ROLE"), admin), ...owners.flatMap(perOwner)];
}
