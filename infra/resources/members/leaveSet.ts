import type { JsonRpcProvider } from "ethers";
import type { Chain } from "../chain/chainClient";
import { assertChain, openChain } from "../chain/chainClient";
import { HostSigner } from "../chain/hostSigner";
import type { Sending } from "../chain/sending";
import { fault } from "../fault";
import { type Connection, withSession } from "../sessions/hostSession";
import { leavingCalls, unregisterWith } from "./registerHost";
import {
  consensusAbi,
  type Operator,
  type RegistrationContracts,
  readRegistration,
} from "./registrationFacts";

export interface Member {
  name: string;
  connection: Connection;
  operator: Operator;
}

export interface LeavingInputs extends Chain {
  stack: string;
  sending: Sending;
  contracts: RegistrationContracts;
  /** Image whose command signs on the host. */
  appImage: string;
  members: Member[];
}

/** Members of before that the description has no more. */
export function leaversOf(before: readonly Member[], now: readonly Member[]): Member[] {
  return before.filter(({ name }) => !now.some((member) => member.name === name));
}

/**
 * Takes the validators of these hosts out of the contracts, each by its own key, and waits until CometBFT runs
 * without them: while they vote still, so that no power is missing at any moment.
 * @throws RPC_UNREACHABLE, CHAIN_ID_DIFFERS, LEAVER_UNREACHABLE, LEAVING_NOT_TAKEN, and what `CallSender` throws
 */
export async function takeOut(leavers: readonly Member[], inputs: LeavingInputs): Promise<void> {
  if (leavers.length === 0) return;
  const client = openChain(inputs);
  try {
    await assertChain(client, inputs, inputs.sending.timeoutSeconds * 1000);
    for (const leaver of leavers) await takeOutOne(client, leaver, inputs);
    await waitBlocks(client, blocksUntilGone);
  } finally {
    client.destroy();
  }
}

// What a block says of the set is in force two blocks later.
const blocksUntilGone = 3;

async function takeOutOne(client: JsonRpcProvider, leaver: Member, inputs: LeavingInputs): Promise<void> {
  const { connection, operator, name } = leaver;
  const at = { ...inputs, name, operator };
  if (leavingCalls(inputs, await readRegistration(client, at)).length === 0) return;
  try {
    await withSession(connection, 10_000, (session) =>
      unregisterWith(client, at, new HostSigner(session, operator.owner, inputs.appImage)),
    );
  } catch (error) {
    if ((error as { code?: string }).code !== "HOST_UNREACHABLE") throw error;
    // Its key is gone with it. Without power it takes nothing from the network; its stake is its owner's affair.
    if ((await powerOf(client, leaver, inputs)) > 0n) throw unreachable(leaver, inputs, error);
  }
}

async function powerOf(client: JsonRpcProvider, { operator }: Member, { contracts }: LeavingInputs) {
  const data = consensusAbi.encodeFunctionData("powerOf", [operator.owner]);
  const [power] = consensusAbi.decodeFunctionResult(
    "powerOf",
    await client.call({ to: contracts.consensus, data }),
  );
  return power as bigint;
}

async function waitBlocks(client: JsonRpcProvider, count: number): Promise<void> {
  const until = (await client.getBlockNumber()) + count;
  while ((await client.getBlockNumber()) < until) await new Promise((next) => setTimeout(next, 500));
}

const unreachable = ({ name, operator }: Member, { contracts }: LeavingInputs, cause: unknown) =>
  fault("LEAVER_UNREACHABLE", `${name} has left the description, and its validator still has power.`, {
    details: [
      (cause as Error).message.split("\n")[0]!,
      `owner: ${operator.owner}`,
      `AndeConsensus: ${contracts.consensus}`,
    ],
    fix: "Bring the host back and run pulumi up again, or have a validator manager call deactivateValidator(owner) first.",
  });
