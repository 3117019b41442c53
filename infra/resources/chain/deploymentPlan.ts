import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { dataSlice, formatEther, getAddress, Interface, type JsonRpcProvider } from "ethers";
import { type StakeItem, stakeCalls } from "../members/stakeItem";
import { type Call, type Sending, senderOf } from "./sending";
import { simulateCalls } from "./simulateCalls";

/** One thing that is to be so on the chain, and the call that makes it so. */
export type Step =
  | { kind: "code"; name: string; address: string; create: Call }
  | { kind: "proxy"; name: string; address: string; implementation: string; create: Call; upgrade: Call }
  | { kind: "value"; name: string; read: { to: string; data: string }; expected: string; write: Call }
  | FundingStep
  | { kind: "stake"; name: string; item: StakeItem };

export interface FundingStep {
  kind: "funding";
  name: string;
  address: string;
  atLeastWei: string;
  fillToWei?: string;
}

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
 * Calls that the chain still lacks, in order. A value is read as it will be after the calls of the steps before it:
 * what an initialiser sets is not set twice.
 */
export async function findOutstanding(
  client: JsonRpcProvider,
  plan: DeploymentPlan,
  sending: Sending,
): Promise<OutstandingCall[]> {
  const calls: OutstandingCall[] = [];
  let values: ValueStep[] = [];
  // Neighbours are read at one go: each simulation makes all contracts before it anew.
  const readThem = async () => {
    if (values.length > 0) calls.push(...(await writesFor(client, values, { calls, sending })));
    values = [];
  };
  for (const step of plan.steps) {
    if (step.kind === "value") {
      values.push(step);
      continue;
    }
    await readThem();
    const missing = await callsFor(client, step);
    calls.push(...missing.map((call) => ({ ...call, step: step.name })));
  }
  await readThem();
  return calls;
}

type ValueStep = Extract<Step, { kind: "value" }>;

async function callsFor(client: JsonRpcProvider, step: Exclude<Step, { kind: "value" }>): Promise<Call[]> {
  switch (step.kind) {
    case "code":
      return (await client.getCode(step.address)) === "0x" ? [step.create] : [];
    case "proxy":
      if ((await client.getCode(step.address)) === "0x") return [step.create];
      if ((await readImplementation(client, step.address)) === step.implementation) return [];
      return [await byWhoeverMay(client, step.upgrade)];
    case "funding": {
      const call = fundingCall(step, await client.getBalance(step.address));
      return call ? [call] : [];
    }
    case "stake":
      return stakeCalls(client, step.item);
  }
}

async function writesFor(
  client: JsonRpcProvider,
  steps: readonly ValueStep[],
  { calls, sending }: { calls: OutstandingCall[]; sending: Sending },
): Promise<OutstandingCall[]> {
  const before = calls.map((call) => ({ ...call, from: senderOf(sending, call) }));
  const from = sending.admin.address;
  const reads = steps.map(({ read }) => ({ from, ...read }));
  const handedOver = steps.filter(({ write }) => write.first);
  const firsts = handedOver.map(({ write: { first } }) => ({ from, to: first!.to, data: first!.call }));
  const answers = (await simulateCalls(client, [...before, ...reads, ...firsts])).slice(before.length);
  return steps.flatMap((step, i) => {
    if (answers[i]!.returnData === step.expected) return [];
    const first = answers[steps.length + handedOver.indexOf(step)];
    const isFirst = step.write.first !== undefined && first?.returnData === step.write.first.expected;
    return [{ ...step.write, ...(isFirst ? { by: "firstAdmin" as const } : {}), step: step.name }];
  });
}

/** Until the deployer has handed a contract over, it does there what is the admin's to do. */
async function byWhoeverMay(client: JsonRpcProvider, call: Call): Promise<Call> {
  if (!call.first) return call;
  const answer = await client.call({ to: call.first.to, data: call.first.call }).catch(() => "0x");
  return answer === call.first.expected ? { ...call, by: "firstAdmin" } : call;
}

/** Sends what an account lacks; undefined where it has enough. */
export function fundingCall(
  { name, address, atLeastWei, fillToWei = atLeastWei }: Omit<FundingStep, "kind">,
  balance: bigint,
): Call | undefined {
  if (balance >= BigInt(atLeastWei)) return undefined;
  const missing = BigInt(fillToWei) - balance;
  return {
    by: "deployer",
    to: address,
    data: "0x",
    valueWei: String(missing),
    description: `${name}: send ${formatEther(missing)}`,
  };
}

export const errorsOf = (plan: DeploymentPlan): Interface => new Interface(plan.errors);

/** The plan of a resource that stands alone. */
export async function planOf(sending: Sending, own: readonly Step[]): Promise<DeploymentPlan> {
  return sending.planFile ? readPlan(sending.planFile) : { steps: [...own], errors: [] };
}
