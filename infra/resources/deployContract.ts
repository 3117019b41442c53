import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { concat, getAddress, Interface, type JsonRpcProvider, keccak256 } from "ethers";
import { deploymentProxy, initCodeOf } from "./contractAddress";
import { readImplementation, type Step } from "./deploymentPlan";
import { fault } from "./fault";
import type { Call, ChainInputs } from "./sending";
import { type ChainTurn, withChain } from "./withChain";

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
  owner?: OwnerInputs;
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

export function contractSteps(inputs: ContractInputs, initCode: string): Step[] {
  const { name, address, implementation, salt, proxy } = inputs;
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
    create: call(
      "deployer",
      deploymentProxy,
      concat([salt, initCode]),
      `deploy ${name} at ${implementation}`,
    ),
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
      upgrade: call("admin", address, upgraded, `upgrade ${name} to ${implementation}`),
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

async function assertNothingForeign(
  client: JsonRpcProvider,
  inputs: ContractInputs,
  { initCode, seen }: { initCode: string; seen: SeenContract },
): Promise<void> {
  const wanted = await simulateCreation(client, inputs, initCode);
  await assertCode(client, inputs, { at: inputs.implementation, wanted });
  if (inputs.proxy) await assertProxy(client, { ...inputs, proxy: inputs.proxy }, seen);
  if ((await client.getCode(inputs.address)) === "0x" || (await hasOwner(client, inputs))) return;
  throw fault("OTHER_OWNER", `${inputs.name} is there, but obeys somebody else; it is not adopted.`, {
    details: [`address: ${inputs.address}`, `wanted: ${inputs.owner!.described}`],
    fix: "Name its real admin under contracts.admin, or have that admin hand it over.",
  });
}

// Hash of the code that the creation code yields at this very address: immutables may hold the address, the chain
// id or the creator, so it runs there, as called by the proxy, with the account's storage taken for empty.
async function simulateCreation(
  client: JsonRpcProvider,
  inputs: ContractInputs,
  initCode: string,
): Promise<string> {
  try {
    const runtime: string = await client.send("eth_call", [
      { from: deploymentProxy, to: inputs.implementation, data: "0x" },
      "latest",
      { [inputs.implementation]: { code: initCode, state: {} } },
    ]);
    return keccak256(runtime);
  } catch (error) {
    throw fault("CONSTRUCTOR_REVERTS", `The constructor of ${inputs.name} fails; nothing was sent.`, {
      details: [(error as { shortMessage?: string; message: string }).shortMessage ?? String(error)],
      fix: "Check the constructor's arguments.",
    });
  }
}

async function assertCode(
  client: JsonRpcProvider,
  { name }: ContractInputs,
  { at, wanted }: { at: string; wanted: string },
): Promise<void> {
  const code = await client.getCode(at);
  if (code === "0x" || keccak256(code) === wanted) return;
  throw fault("OTHER_CODE", `Other code stands where ${name} belongs; it is not adopted.`, {
    details: [`address: ${at}`, `code hash wanted: ${wanted}`, `code hash found: ${keccak256(code)}`],
    fix: "Choose another salt, or find out who put that code there (a genesis allocation?).",
  });
}

async function assertProxy(
  client: JsonRpcProvider,
  inputs: ContractInputs & { proxy: ProxyInputs },
  seen: SeenContract,
): Promise<void> {
  if ((await client.getCode(inputs.address)) === "0x") return;
  await assertCode(client, inputs, { at: inputs.address, wanted: inputs.proxy.codeHash });
  const runs = await readImplementation(client, inputs.address);
  if (runs === inputs.implementation) return;
  const details = [`proxy: ${inputs.address}`, `it runs: ${runs}`, `wanted: ${inputs.implementation}`];
  if (!seen?.implementation) {
    throw fault(
      "OTHER_IMPLEMENTATION",
      `${inputs.name} is there, but runs other code; this stack does not know it and adopts nothing it did not make.`,
      {
        details,
        fix: "Run pulumi up from the commit whose code stands there, so that it is adopted; then upgrade it from this one.",
      },
    );
  }
  if (getAddress(seen.implementation) === runs) return;
  throw fault("CHANGED_SINCE_PREVIEW", `${inputs.name} was upgraded since the preview; nothing was sent.`, {
    details: [...details, `the preview saw: ${seen.implementation}`],
    fix: "Find out who did it, then look at a new preview: make preview.",
  });
}

async function hasOwner(
  client: JsonRpcProvider,
  { address, owner }: Pick<ContractInputs, "address" | "owner">,
): Promise<boolean> {
  if (!owner) return true;
  const answer = await client.call({ to: address, data: owner.call }).catch(() => "0x");
  return answer === owner.expected;
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
  const bytecode = text && (JSON.parse(text) as { bytecode: { object: string } }).bytecode.object;
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
