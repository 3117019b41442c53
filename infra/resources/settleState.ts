import { AbiCoder, formatEther, type JsonRpcProvider } from "ethers";
import { fundingCall, type Step } from "./deploymentPlan";
import { fault } from "./fault";
import type { Call, ChainInputs } from "./sending";
import { withChain } from "./withChain";

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
  | { kind: "funding"; label: string; address: string; atLeastWei: string };

export interface ContractStateInputs extends ChainInputs {
  /** In the order in which they are made so. */
  items: StateItem[];
}

/** What is there, by label, for people. */
export type Values = Record<string, string>;

export const stepOf = (item: StateItem): Step =>
  item.kind === "funding"
    ? { kind: "funding", name: item.label, address: item.address, atLeastWei: item.atLeastWei }
    : {
        kind: "value",
        name: item.label,
        read: item.read,
        expected: item.expected,
        write: item.write,
      };

/** What is wanted, as `readValues` shows it once it is so. */
export function wantedValues(items: readonly StateItem[]): Values {
  return Object.fromEntries(
    items.map((item) => [
      item.label,
      item.kind === "funding" ? atLeast(item.atLeastWei) : showAnswer(item.types, item.expected),
    ]),
  );
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
    for (const item of send ? items : []) {
      const { call } = await look(client, item);
      if (!call) continue;
      const { hash } = await send!(call);
      const after = await look(client, item);
      if (after.call)
        throw notTaken(item.label, { ...after, wanted: wantedValues([item])[item.label]!, hash });
    }
    return readValues(client, items);
  });
}

interface Look {
  shown: string;
  /** What has to be sent; undefined where nothing has. */
  call: Call | undefined;
}

async function look(client: JsonRpcProvider, item: StateItem): Promise<Look> {
  if (item.kind === "funding") {
    const balance = await client.getBalance(item.address);
    const call = fundingCall({ ...item, name: item.label }, balance);
    return { shown: call ? formatEther(balance) : atLeast(item.atLeastWei), call };
  }
  const answer = await client.call(item.read).catch((error: { code?: string }) => {
    if (error.code === "CALL_EXCEPTION") return "0x";
    throw error;
  });
  return {
    shown: showAnswer(item.types, answer),
    call: answer === item.expected ? undefined : item.write,
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

function showAnswer(types: readonly string[], answer: string): string {
  if (answer === "0x") return "nothing there";
  try {
    return [...AbiCoder.defaultAbiCoder().decode(types, answer)].map((value) => showValue(value)).join(", ");
  } catch {
    return answer;
  }
}

const showValue = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(showValue).join(", ")}]` : String(value);

const atLeast = (wei: string): string => `at least ${formatEther(wei)}`;

const notTaken = (label: string, at: { shown: string; wanted: string; hash: string }) =>
  fault("STATE_NOT_TAKEN", `${label} is not as wanted after its transaction.`, {
    details: [`wanted: ${at.wanted}`, `found: ${at.shown}`, `transaction: ${at.hash}`],
    fix: "Look at the transaction's trace; somebody may have changed it in the same block.",
  });
