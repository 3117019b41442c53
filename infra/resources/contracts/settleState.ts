import { formatEther, type JsonRpcProvider } from "ethers";
import { fundingCall, type Step } from "../chain/deploymentPlan";
import type { Call, ChainInputs } from "../chain/sending";
import { type ChainTurn, withChain } from "../chain/withChain";
import { fault } from "../fault";
import { type StakeItem, stakeCalls } from "../members/stakeItem";
import { showAnswer } from "./showAnswer";

/** One fact on the chain: how to ask, what is to be answered, and the call that makes it so. */
export type StateItem =
  | {
      kind: "value";
      label: string;
      read: { to: string; data: string };
      /** Types of the answer, to show it. */
      types: string[];
      /** The answer that is wanted, ABI-encoded. */
      expected: string;
      write: Call;
    }
  | FundingItem
  | StakeItem;

/** Gas money: sent when less than `atLeastWei` is there, up to `fillToWei`. */
export interface FundingItem {
  kind: "funding";
  label: string;
  address: string;
  atLeastWei: string;
  /** `atLeastWei` when absent. */
  fillToWei?: string;
}

export interface ContractStateInputs extends ChainInputs {
  /** In the order in which they are made so. */
  items: StateItem[];
}

/** What is there, by label, for people. */
export type Values = Record<string, string>;

export function stepOf(item: StateItem): Step {
  if (item.kind === "stake") return { kind: "stake", name: item.label, item };
  const { label: name } = item;
  if (item.kind === "value") {
    return { kind: "value", name, read: item.read, expected: item.expected, write: item.write };
  }
  const { address, atLeastWei, fillToWei } = item;
  return { kind: "funding", name, address, atLeastWei, ...(fillToWei ? { fillToWei } : {}) };
}

/** What is wanted, as `readValues` shows it once it is so. */
export function wantedValues(items: readonly StateItem[]): Values {
  return Object.fromEntries(items.map((item) => [item.label, wantedValue(item)]));
}

function wantedValue(item: StateItem): string {
  switch (item.kind) {
    case "funding":
      return atLeast(item.atLeastWei);
    case "stake":
      return "enough, or registered";
    case "value":
      return showAnswer(item.types, item.expected);
  }
}

export async function readValues(client: JsonRpcProvider, items: readonly StateItem[]): Promise<Values> {
  const values: Values = {};
  for (const item of items) values[item.label] = (await look(client, item)).shown;
  return values;
}

/**
 * Makes every item so and sends only what differs; each is read again after its receipt.
 * @throws CHANGED_SINCE_PREVIEW, STATE_NOT_TAKEN, and what `withChain` throws
 */
export async function settleState(inputs: ContractStateInputs, seen?: Values): Promise<Values> {
  const { items } = inputs;
  return withChain(inputs, items.map(stepOf), async ({ client, send }) => {
    await assertAsSeen(client, items, seen);
    if (send) await sendMissing({ client, send }, items);
    return readValues(client, items);
  });
}

async function sendMissing(
  { client, send }: { client: JsonRpcProvider; send: NonNullable<ChainTurn["send"]> },
  items: readonly StateItem[],
): Promise<void> {
  const calls: Call[] = [];
  for (const item of items) calls.push(...(await look(client, item)).calls);
  const hash = (await send(calls)).at(-1)?.hash;
  if (!hash) return;
  for (const item of items) {
    const { shown, calls: left } = await look(client, item);
    if (left.length > 0) throw notTaken(item.label, { shown, wanted: wantedValue(item), hash });
  }
}

interface Look {
  shown: string;
  /** What has to be sent; none where it is so. */
  calls: Call[];
}

async function look(client: JsonRpcProvider, item: StateItem): Promise<Look> {
  if (item.kind === "funding") {
    const balance = await client.getBalance(item.address);
    const call = fundingCall({ ...item, name: item.label }, balance);
    return { shown: call ? formatEther(balance) : wantedValue(item), calls: call ? [call] : [] };
  }
  if (item.kind === "stake") {
    const calls = await stakeCalls(client, item);
    return { shown: calls.length > 0 ? "too little" : wantedValue(item), calls };
  }
  const answer = await client.call(item.read).catch((error: { code?: string }) => {
    if (error.code === "CALL_EXCEPTION") return "0x";
    throw error;
  });
  return {
    shown: showAnswer(item.types, answer),
    calls: answer === item.expected ? [] : [item.write],
  };
}

// Somebody changed it after the preview: what was agreed to is not what would happen. Balances move by themselves.
async function assertAsSeen(
  client: JsonRpcProvider,
  items: readonly StateItem[],
  seen: Values | undefined,
): Promise<void> {
  const wanted = wantedValues(items);
  const watched = items.filter(({ kind, label }) => kind === "value" && seen?.[label] !== undefined);
  const found = await readValues(client, watched);
  const moved = watched
    .map(({ label }) => label)
    .filter((label) => found[label] !== seen![label] && found[label] !== wanted[label]);
  if (moved.length === 0) return;
  throw fault("CHANGED_SINCE_PREVIEW", "The chain has changed since the preview; nothing was sent.", {
    details: moved.map((label) => `${label}: the preview saw ${seen![label]}, now ${found[label]}`),
    fix: "Find out who did it, then look at a new preview: make preview.",
  });
}

const atLeast = (wei: string): string => `at least ${formatEther(wei)}`;

const notTaken = (label: string, at: { shown: string; wanted: string; hash: string }) =>
  fault("STATE_NOT_TAKEN", `${label} is not as wanted after its transaction.`, {
    details: [`wanted: ${at.wanted}`, `found: ${at.shown}`, `transaction: ${at.hash}`],
    fix: "Look at the transaction's trace; somebody may have changed it in the same block.",
  });
