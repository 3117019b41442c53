import { type Interface, type JsonRpcProvider, toQuantity } from "ethers";
import { fault } from "../fault";

export interface SimulatedCall {
  from: string;
  to: string;
  data: string;
  valueWei?: string;
}

export interface Simulated {
  ok: boolean;
  gasUsed: bigint;
  returnData: string;
  /** What the chain says of a failure. */
  reason: string;
}

interface AnsweredCall {
  returnData: string;
  gasUsed: string;
  status: string;
  error?: { message?: string; data?: string };
}

/**
 * What these calls would do, one block each, every one on top of those before it; nothing is sent.
 * @throws SIMULATION_MISSING
 */
export async function simulateCalls(
  client: JsonRpcProvider,
  calls: readonly SimulatedCall[],
  errors?: Interface,
): Promise<Simulated[]> {
  if (calls.length === 0) return [];
  // Money is counted apart, with the amount that is missing.
  const rich = Object.fromEntries(
    [...new Set(calls.map(({ from }) => from))].map((from) => [from, { balance: toQuantity(2n ** 96n) }]),
  );
  const blockStateCalls = calls.map(({ from, to, data, valueWei }, i) => ({
    ...(i === 0 ? { stateOverrides: rich } : {}),
    calls: [{ from, to, input: data, value: toQuantity(BigInt(valueWei ?? 0)) }],
  }));
  const blocks = await askSimulation(client, blockStateCalls);
  return blocks.map(({ calls: [call] }) => ({
    ok: call!.status === "0x1",
    gasUsed: BigInt(call!.gasUsed),
    returnData: call!.returnData,
    reason: reasonOf(call!, errors),
  }));
}

async function askSimulation(client: JsonRpcProvider, blockStateCalls: unknown[]) {
  try {
    return (await client.send("eth_simulateV1", [{ blockStateCalls, validation: false }, "latest"])) as {
      calls: AnsweredCall[];
    }[];
  } catch (error) {
    const { code, message } = (error as { error?: { code?: number; message?: string } }).error ?? {};
    if (code !== -32601) throw error;
    throw fault("SIMULATION_MISSING", "The chain's JSON-RPC cannot simulate calls; nothing was sent.", {
      details: [`eth_simulateV1: ${message}`],
      fix: "Use the JSON-RPC of a client that can, such as geth 1.14.9 or later.",
    });
  }
}

function reasonOf({ returnData, error }: AnsweredCall, errors?: Interface): string {
  if (!error) return "";
  const data = error.data && error.data !== "0x" ? error.data : returnData;
  try {
    const parsed = data.length >= 10 ? errors?.parseError(data) : null;
    if (parsed) return `${parsed.name}(${parsed.args.map(String).join(", ")})`;
  } catch {
    // An error of some other contract: told as the chain tells it.
  }
  return [error.message ?? "reverted", ...(data.length > 2 ? [data] : [])].join(" ");
}
