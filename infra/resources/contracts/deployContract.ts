import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { concat, Interface, type JsonRpcProvider, keccak256 } from "ethers";
import { readImplementation, type Step } from "../chain/deploymentPlan";
import type { Call, ChainInputs, Question } from "../chain/sending";
import { type ChainTurn, withChain } from "../chain/withChain";
import { fault } from "../fault";
import { assertNothingForeign, hasOwner } from "./adoptContract";
import { type CompiledCode, codeOf, deploymentProxy, initCodeOf } from "./contractAddress";

export interface ContractInputs extends ChainInputs {
  /** Where callers find it: the proxy where there is one. */
  address: string;
  /** Where its code is; `address` where there is no proxy. */
  implementation: string;
  /** What forge wrote, relative to the project: the code stays out of the state. */
  artifact: string;
  /** keccak256 of creation code and arguments; part of the address. */
  initCodeHash: string;
  /** ABI-encoded constructor arguments, `0x` when there are none. */
  constructorArgs: string;
  /** 32 bytes. */
  salt: string;
  proxy?: ProxyInputs;
  /** Who makes it, where that is not the deployment proxy. */
  maker?: MakerInputs;
  owner?: OwnerInputs;
}

/** A published factory that makes a contract and sets it up in one call. */
export interface MakerInputs {
  factory: string;
  call: string;
}

export interface ProxyInputs {
  /** ProxyFactory. */
  factory: string;
  /** 32 bytes. */
  salt: string;
  /** Call of the initialiser; runs in the transaction that makes the proxy, and never again. */
  initData: string;
  /** keccak256 of the proxy's code. */
  codeHash: string;
}

/** Question and answer that show whose contract it is. */
export interface OwnerInputs {
  call: string;
  expected: string;
  /** The same for people: `owner() = 0x…`. */
  described: string;
  /** Whom it obeys until it is handed over to its owner; absent where it is born its owner's. */
  first?: Question;
}

export interface Deployment {
  /** What runs at the address now. */
  implementation: string;
  /** keccak256 of the code at `implementation`; empty where there is none. */
  codeHash: string;
  /** The last transaction that this stack sent for it; empty when it was there already. */
  transactionHash: string;
  /** Block of that transaction; 0 when it was there already. */
  blockNumber: number;
  /** False while the multisig has not sent the calls that make it so. */
  present: boolean;
}

/** What the last run, or the refresh before this one, saw; undefined when the stack has never seen it. */
export type SeenContract = Partial<Deployment> | undefined;

const factory = new Interface(["function deploy(bytes32 salt, address implementation, bytes data)"]);
const upgradeable = new Interface(["function upgradeToAndCall(address implementation, bytes data)"]);

/** The contract's part of a plan. @throws ARTIFACT_CHANGED, ARTIFACT_MISSING */
export async function stepsOf(inputs: ContractInputs): Promise<Step[]> {
  return contractSteps(inputs, await readInitCode(inputs));
}

export function contractSteps(inputs: Omit<ContractInputs, "rpcUrl">, initCode: string): Step[] {
  const { name, address, implementation, salt, proxy, maker, owner } = inputs;
  const call = (by: Call["by"], to: string, data: string, description: string): Call => ({
    by,
    to,
    data,
    valueWei: "0",
    description,
  });
  const code: Step = {
    kind: "code",
    name,
    address: implementation,
    create: maker
      ? call("deployer", maker.factory, maker.call, `make ${name} at ${implementation}`)
      : call("deployer", deploymentProxy, concat([salt, initCode]), `deploy ${name} at ${implementation}`),
  };
  if (!proxy) return [code];
  const made = factory.encodeFunctionData("deploy", [proxy.salt, implementation, proxy.initData]);
  const upgraded = upgradeable.encodeFunctionData("upgradeToAndCall", [implementation, "0x"]);
  return [
    code,
    {
      kind: "proxy",
      name,
      address,
      implementation,
      create: call("deployer", proxy.factory, made, `make the proxy of ${name} at ${address}`),
      upgrade: {
        ...call("admin", address, upgraded, `upgrade ${name} to ${implementation}`),
        ...(owner?.first ? { first: { to: address, ...owner.first } } : {}),
      },
    },
  ];
}

/**
 * Sees to it that the contract is at its address and runs the wanted code: adopts it when it is there and is ours,
 * deploys or upgrades it otherwise.
 * @throws OTHER_CODE, OTHER_OWNER, OTHER_IMPLEMENTATION, CHANGED_SINCE_PREVIEW, CONSTRUCTOR_REVERTS, PROXY_MISSING,
 * DEPLOYMENT_FAILED, and what `withChain` throws
 */
export async function ensureContract(inputs: ContractInputs, seen?: SeenContract): Promise<Deployment> {
  const initCode = await readInitCode(inputs);
  const steps = contractSteps(inputs, initCode);
  return withChain(inputs, steps, async (turn) => {
    await assertNothingForeign(turn.client, inputs, { initCode, seen });
    const sent = turn.send ? await sendSteps(turn, inputs, steps) : { transactionHash: "", blockNumber: 0 };
    const found = await readContract(turn.client, inputs);
    if (turn.send && !found.present) throw notMade(inputs, sent.transactionHash);
    return {
      ...found,
      transactionHash: sent.transactionHash || (seen?.transactionHash ?? ""),
      blockNumber: seen?.blockNumber || sent.blockNumber,
    };
  });
}

/** What is at the address, as far as the contract's own record needs it. */
export async function readContract(
  client: JsonRpcProvider,
  inputs: Pick<ContractInputs, "address" | "implementation" | "proxy" | "owner">,
): Promise<Pick<Deployment, "implementation" | "codeHash" | "present">> {
  const code = await client.getCode(inputs.address);
  const isOwned = code !== "0x" && (await hasOwner(client, inputs));
  if (!inputs.proxy) {
    const codeHash = code === "0x" ? "" : keccak256(code);
    return { implementation: inputs.implementation, codeHash, present: isOwned };
  }
  if (code === "0x" || keccak256(code) !== inputs.proxy.codeHash) {
    return { implementation: inputs.implementation, codeHash: "", present: false };
  }
  const implementation = await readImplementation(client, inputs.address);
  const codeHash = keccak256(await client.getCode(implementation));
  return { implementation, codeHash, present: isOwned };
}

async function sendSteps({ client, send }: ChainTurn, inputs: ContractInputs, steps: readonly Step[]) {
  const calls: Call[] = [];
  for (const step of steps) calls.push(...optional(await outstanding(client, step)));
  if (calls.some(({ to }) => to === deploymentProxy)) await assertDeploymentProxy(client, inputs);
  const last = (await send!(calls)).at(-1);
  if (!last) return { transactionHash: "", blockNumber: 0 };
  for (const step of steps) {
    if (await outstanding(client, step)) throw notMade(inputs, last.hash);
  }
  return { transactionHash: last.hash, blockNumber: last.blockNumber };
}

const optional = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

async function outstanding(client: JsonRpcProvider, step: Step): Promise<Call | undefined> {
  if (step.kind !== "code" && step.kind !== "proxy") return undefined;
  if ((await client.getCode(step.address)) === "0x") return step.create;
  if (step.kind === "code") return undefined;
  const runs = await readImplementation(client, step.address);
  return runs === step.implementation ? undefined : step.upgrade;
}

async function assertDeploymentProxy(client: JsonRpcProvider, inputs: ContractInputs): Promise<void> {
  if ((await client.getCode(deploymentProxy)) !== "0x") return;
  throw fault("PROXY_MISSING", "The chain has no deterministic deployment proxy.", {
    details: [`address: ${deploymentProxy}`, `url: ${inputs.rpcUrl}`],
    fix: "Put the proxy into the genesis, or send its keyless transaction (deterministic-deployment-proxy).",
  });
}

async function readInitCode(
  inputs: Pick<ContractInputs, "name" | "artifact" | "constructorArgs" | "initCodeHash">,
): Promise<string> {
  const text = await readFile(resolve(inputs.artifact), "utf8").catch(() => undefined);
  const bytecode = text && codeOf((JSON.parse(text) as { bytecode: CompiledCode }).bytecode);
  const initCode = bytecode && initCodeOf({ bytecode, constructorArgs: inputs.constructorArgs });
  if (initCode && keccak256(initCode) === inputs.initCodeHash) return initCode;
  throw fault("ARTIFACT_CHANGED", `The compiled code of ${inputs.name} is not what this run began with.`, {
    details: [`file: ${inputs.artifact}`],
    fix: "npm run build:contracts, then pulumi up again.",
  });
}

const notMade = ({ name, address }: ContractInputs, hash: string) =>
  fault("DEPLOYMENT_FAILED", `${name} was not made: the transaction left no such code.`, {
    details: [`transaction: ${hash}`, `address: ${address}`],
    fix: "Run pulumi up again; when it stays so, look at the transaction's trace.",
  });
