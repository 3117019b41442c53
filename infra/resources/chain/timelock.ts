import { Interface, type JsonRpcProvider, toBeHex, ZeroHash } from "ethers";
import type { OutstandingCall } from "./deploymentPlan";
import type { Sending } from "./sending";

// OpenZeppelin TimelockController.
const timelock = new Interface([
  "function hashOperation(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt) view returns (bytes32)",
  "function getTimestamp(bytes32 id) view returns (uint256)",
  "function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt) payable",
]);
const doneTimestamp = 1n;

export interface MultisigCalls {
  /** What the multisig sends now. */
  calls: OutstandingCall[];
  /** What is scheduled and may not be executed yet. */
  waiting: string[];
}

/**
 * The admin's calls as the multisig has to send them: through a timelock first scheduled, and executed once its
 * delay is over. What the timelock knows already decides which of the two it is.
 */
export async function wrapForTimelock(
  client: JsonRpcProvider,
  calls: readonly OutstandingCall[],
  { admin }: Pick<Sending, "admin">,
): Promise<MultisigCalls> {
  if (!admin.proposer) return { calls: [...calls], waiting: [] };
  const now = BigInt((await client.getBlock("latest"))!.timestamp);
  const wrapped: MultisigCalls = { calls: [], waiting: [] };
  for (const call of calls) {
    if (call.by === "deployer") {
      wrapped.calls.push(call);
      continue;
    }
    const operation = await findOperation(client, admin.address, call);
    if (operation.timestamp > now) {
      wrapped.waiting.push(`${call.description}: from ${dateOf(operation.timestamp)} on`);
    } else {
      wrapped.calls.push(wrapCall(call, { admin, ...operation }));
    }
  }
  return wrapped;
}

interface Operation {
  salt: string;
  /** 0: not scheduled; else the second from which it may be executed. */
  timestamp: bigint;
}

// The same call may be wanted again years later: each time it is an operation of its own, told apart by its salt.
async function findOperation(
  client: JsonRpcProvider,
  address: string,
  { to, valueWei, data }: OutstandingCall,
): Promise<Operation> {
  for (let turn = 0; ; turn += 1) {
    const salt = toBeHex(turn, 32);
    const [id] = await ask(client, address, "hashOperation", [to, valueWei, data, ZeroHash, salt]);
    const [timestamp] = await ask(client, address, "getTimestamp", [id]);
    if (timestamp !== doneTimestamp) return { salt, timestamp: timestamp as bigint };
  }
}

async function ask(client: JsonRpcProvider, to: string, name: string, args: unknown[]) {
  const data = timelock.encodeFunctionData(name, args);
  return timelock.decodeFunctionResult(name, await client.call({ to, data }));
}

function wrapCall(
  call: OutstandingCall,
  { admin, salt, timestamp }: Operation & Pick<Sending, "admin">,
): OutstandingCall {
  const operation = [call.to, call.valueWei, call.data, ZeroHash, salt];
  const isScheduled = timestamp !== 0n;
  return {
    ...call,
    to: admin.address,
    data: isScheduled
      ? timelock.encodeFunctionData("execute", operation)
      : timelock.encodeFunctionData("schedule", [...operation, admin.delaySeconds ?? 0]),
    description: `${isScheduled ? "execute" : "schedule"}: ${call.description}`,
  };
}

const dateOf = (second: bigint): string => `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}Z`;
