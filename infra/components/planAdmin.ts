import { AbiCoder, concat, id, keccak256, toBeHex, ZeroAddress } from "ethers";
import type { Plan } from "../plan/plan";
import type { Admin, Deployer } from "../resources/chain/sending";
import { type ContractCode, contractAddress } from "../resources/contracts/contractAddress";
import type { MakerInputs } from "../resources/contracts/deployContract";
import type { Artifact } from "./artifacts";
import { abiOf, type ContractName } from "./contractWords";
import { parseAddress } from "./planAddress";

/** A contract whose code is known, and how it comes onto the chain. */
export interface CodeToMake {
  name: ContractName;
  artifact: Artifact;
  code: ContractCode;
  maker?: MakerInputs;
}

type AdminWanted = NonNullable<Plan["contracts"]["admin"]>;
type Artifacts = Record<string, Artifact>;

/** Contracts that `up` makes for the admin, each after those that it needs. */
export function namesOfAdmin(admin: AdminWanted | undefined): ContractName[] {
  return [
    ...(admin?.safe ? (["SafeL2", "SafeProxyFactory", "Safe"] as const) : []),
    ...(admin?.timelock && !admin.timelock.address ? (["AndeTimelock"] as const) : []),
  ];
}

/** Whether `up` makes the admin: then the contracts are the deployer's until it hands them over. */
export const makesAdmin = ({ contracts: { admin } }: Plan): boolean => namesOfAdmin(admin).length > 0;

/** Who decides, and the contracts of its own that have to stand first. @throws ADDRESS_INVALID */
export function planAdmin(
  { contracts: { admin } }: Plan,
  { artifacts, deployer }: { artifacts: Artifacts; deployer: Deployer },
): { admin: Admin; contracts: CodeToMake[] } {
  if (!admin) return { admin: { address: deployer.address }, contracts: [] };
  const contracts = admin.safe ? planSafe(admin.safe, artifacts) : [];
  const multisig = admin.safe
    ? contractAddress(contracts.at(-1)!.code)
    : parseAddress("contracts.admin.multisig", admin.multisig!);
  if (!admin.timelock) return { admin: { address: multisig }, contracts };
  const { address: given, delaySeconds } = admin.timelock;
  if (given) {
    const address = parseAddress("contracts.admin.timelock.address", given);
    return { admin: { address, proposer: multisig, delaySeconds }, contracts };
  }
  const timelock = planCode("AndeTimelock", artifacts, [delaySeconds, multisig]);
  return {
    admin: { address: contractAddress(timelock.code), proposer: multisig, delaySeconds },
    contracts: [...contracts, timelock],
  };
}

function planCode(name: ContractName, artifacts: Artifacts, args: unknown[] = []): CodeToMake {
  const artifact = artifacts[name]!;
  const constructorArgs = abiOf(name).encodeDeploy(args);
  return {
    name,
    artifact,
    code: { bytecode: artifact.bytecode, constructorArgs, salt: id(`cordillera/${name}`) },
  };
}

/** Address, owners and threshold are one: the address follows from the call that sets the Safe up. */
function planSafe(
  { owners, threshold }: NonNullable<AdminWanted["safe"]>,
  artifacts: Artifacts,
): CodeToMake[] {
  const singleton = planCode("SafeL2", artifacts);
  const factory = planCode("SafeProxyFactory", artifacts);
  const setup = abiOf("SafeL2").encodeFunctionData("setup", [
    owners.map((owner, i) => parseAddress(`contracts.admin.safe.owners[${i}]`, owner)),
    threshold,
    ...[ZeroAddress, "0x", ZeroAddress, ZeroAddress, 0, ZeroAddress],
  ]);
  const runs = contractAddress(singleton.code);
  const maker = contractAddress(factory.code);
  // As createProxyWithNonce does it: the SafeProxy is told its singleton, the salt is of the set-up and a nonce.
  const code: ContractCode = {
    bytecode: artifacts.Safe!.bytecode,
    constructorArgs: AbiCoder.defaultAbiCoder().encode(["address"], [runs]),
    salt: keccak256(concat([keccak256(setup), toBeHex(0, 32)])),
    maker,
  };
  const call = abiOf("SafeProxyFactory").encodeFunctionData("createProxyWithNonce", [runs, setup, 0]);
  const safe: CodeToMake = { name: "Safe", artifact: artifacts.Safe!, code, maker: { factory: maker, call } };
  return [singleton, factory, safe];
}
