import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { dataSlice, formatEther, getAddress, Interface, type JsonRpcProvider } from "ethers";
import { type Call, type Sending, senderOf } from "./sending";
import { simulateCalls } from "./simulateCalls";

/** One thing that is to be so on the chain, and the call that makes it so. */
export type Step =
  | { kind: "code"; name: string; address: string; create: Call }
  | { kind: "proxy"; name: string; address: string; implementation: string; create: Call; upgrade: Call }
  | { kind: "value"; name: string; read: { to: string; data: string }; expected: string; write: Call }
  | { kind: "funding"; name: string; address: string; atLeastWei: string };

export interface DeploymentPlan {
  steps: Step[];
  /** Errors of all contracts, to tell a revert by its name. */
  errors: string[];
}

export interface OutstandingCall extends Call {
  /** Name of the step that asks for it. */
  step: string;
}

// https://eips.ethereum.org/EIPS/eip-1967
const implementationSlot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

export async function readPlan(file: string): Promise<DeploymentPlan> {
  return JSON.parse(await readFile(resolve(file), "utf8")) as DeploymentPlan;
}

/** What a proxy runs, as its own storage says. */
export async function readImplementation(client: JsonRpcProvider, proxy: string): Promise<string> {
  return getAddress(dataSlice(await client.getStorage(proxy, implementationSlot), 12));
}

/**
 * Calls that the chain still lacks, in order. A value is read as it will be after the calls before it: what an
 * initialiser sets is not set twice.
 */
export async function findOutstanding(
  client: JsonRpcProvider,
  plan: DeploymentPlan,
  sending: Sending,
): Promise<OutstandingCall[]> {
  const calls: OutstandingCall[] = [];
  for (const step of plan.steps) {
    const call = await callFor(client, step, { calls, sending });
    if (call) calls.push({ ...call, step: step.name });
  }
  return calls;
}

async function callFor(
  client: JsonRpcProvider,
  step: Step,
  at: { calls: OutstandingCall[]; sending: Sending },
): Promise<Call | undefined> {
  switch (step.kind) {
    case "code":
      return (await client.getCode(step.address)) === "0x" ? step.create : undefined;
    case "proxy":
      if ((await client.getCode(step.address)) === "0x") return step.create;
      return (await readImplementation(client, step.address)) === step.implementation
        ? undefined
        : step.upgrade;
    case "funding":
      return fundingCall(step, await client.getBalance(step.address));
    case "value":
      return (await readAfter(client, step, at)) === step.expected ? undefined : step.write;
  }
}

/** Sends what an account lacks; undefined where it has enough. */
export function fundingCall(
  { name, address, atLeastWei }: { name: string; address: string; atLeastWei: string },
  balance: bigint,
): Call | undefined {
  const missing = BigInt(atLeastWei) - balance;
  if (missing <= 0n) return undefined;
  return {
    by: "deployer",
    to: address,
    data: "0x",
    valueWei: String(missing),
    description: `${name}: send ${formatEther(missing)}`,
  };
}

async function readAfter(
  client: JsonRpcProvider,
  step: Extract<Step, { kind: "value" }>,
  { calls, sending }: { calls: OutstandingCall[]; sending: Sending },
): Promise<string> {
  const before = calls.map((call) => ({ ...call, from: senderOf(sending, call) }));
  const read = { from: sending.admin.address, ...step.read };
  const answers = await simulateCalls(client, [...before, read]);
  return answers.at(-1)!.returnData;
}

export const errorsOf = (plan: DeploymentPlan): Interface => new Interface(plan.errors);

/** The plan of a resource that stands alone. */
export async function planOf(sending: Sending, own: readonly Step[]): Promise<DeploymentPlan> {
  return sending.planFile ? readPlan(sending.planFile) : { steps: [...own], errors: [] };
}
