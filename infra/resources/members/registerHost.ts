import { Interface, type JsonRpcProvider } from "ethers";
import type { CallSigner } from "../chain/callSigner";
import { assertChain, openChain } from "../chain/chainClient";
import { HostSigner } from "../chain/hostSigner";
import { CallSender } from "../chain/sendCall";
import type { Call, ChainInputs } from "../chain/sending";
import { contractAbis } from "../contracts/contractAbi";
import type { Values } from "../contracts/settleState";
import { fault } from "../fault";
import { type Connection, withSession } from "../sessions/hostSession";
import {
  absent,
  consensusAbi,
  coordinatorAbi,
  type Operator,
  type RegistrationContracts,
  readRegistration,
  wantedRegistration,
} from "./registrationFacts";

export interface RegistrationInputs extends ChainInputs {
  connection: Connection;
  /** Image whose command signs on the host. */
  appImage: string;
  contracts: RegistrationContracts;
  operator: Operator;
  /** Base units staked in each of the two contracts. */
  stakeWei: string;
}

const tokenAbi = new Interface(contractAbis.AndeToken);

/**
 * Registers the host's validator, its hot key, and its sequencer, whichever is missing: its own key signs there, the
 * transactions are sent from here.
 * @throws RPC_UNREACHABLE, CHAIN_ID_DIFFERS, HOST_UNREACHABLE, CALL_FAILS, REGISTRATION_NOT_TAKEN, and what
 * `CallSender` throws
 */
export async function registerHost(inputs: RegistrationInputs): Promise<Values> {
  const client = openChain(inputs);
  try {
    await assertChain(client, inputs, inputs.sending.timeoutSeconds * 1000);
    const found = await readRegistration(client, inputs);
    if (isSame(found, wantedRegistration(inputs.operator))) return found;
    return await withSession(inputs.connection, 30_000, (session) =>
      registerWith(client, inputs, new HostSigner(session, inputs.operator.owner, inputs.appImage)),
    );
  } finally {
    client.destroy();
  }
}

/** The owner's key, and the hot key's consent; both stay where they are. */
export interface RegistrationSigner extends CallSigner {
  consent(chainId: number, consensus: string): Promise<string>;
}

/** @throws CALL_FAILS, REGISTRATION_NOT_TAKEN, and what `CallSender` throws */
export async function registerWith(
  client: JsonRpcProvider,
  inputs: Omit<RegistrationInputs, "connection" | "appImage">,
  signer: RegistrationSigner,
): Promise<Values> {
  const { chainId, contracts, operator, sending } = inputs;
  const wanted = wantedRegistration(operator);
  const consent = await signer.consent(chainId, contracts.consensus);
  const sender = new CallSender(client, chainId, signer, sending);
  await sender.settle();
  const found = await readRegistration(client, inputs);
  const receipts = await sender.send(missingCalls(inputs, { found, consent }));
  const after = await readRegistration(client, inputs);
  if (isSame(after, wanted)) return after;
  throw notTaken(inputs.name, { after, wanted, hash: receipts.at(-1)?.hash });
}

/**
 * Takes the host out of both contracts, sequencer first; its stake begins to leave to its owner.
 * @throws LEAVING_NOT_TAKEN, and what `CallSender` throws
 */
export async function unregisterWith(
  client: JsonRpcProvider,
  inputs: Omit<RegistrationInputs, "connection" | "appImage" | "stakeWei">,
  signer: CallSigner,
): Promise<void> {
  const sender = new CallSender(client, inputs.chainId, signer, inputs.sending);
  await sender.settle();
  const receipts = await sender.send(leavingCalls(inputs, await readRegistration(client, inputs)));
  const after = await readRegistration(client, inputs);
  if (leavingCalls(inputs, after).length === 0) return;
  throw fault("LEAVING_NOT_TAKEN", `${inputs.name} is registered still after its transactions.`, {
    details: Object.entries(after).map(([key, value]) => `${key}: ${value}`),
    fix: `Look at the trace of ${receipts.at(-1)?.hash ?? "its last transaction"}.`,
  });
}

/** Calls of the owner by which a host leaves, in order. */
export function leavingCalls({ contracts }: Pick<RegistrationInputs, "contracts">, found: Values): Call[] {
  const call = (abi: Interface, to: string, name: string, description: string): Call => ({
    by: "deployer",
    to,
    data: abi.encodeFunctionData(name),
    valueWei: "0",
    description,
  });
  const isThere = (what: string | undefined): boolean => what !== undefined && what !== absent;
  const { consensus, coordinator } = contracts;
  return [
    ...(isThere(found.sequencer)
      ? [call(coordinatorAbi, coordinator, "unregisterSequencer", "take the sequencer out")]
      : []),
    ...(isThere(found.validator)
      ? [call(consensusAbi, consensus, "unregisterValidator", "take the validator out")]
      : []),
  ];
}

/** Calls of the owner that make it so, in order. */
export function missingCalls(
  { contracts, operator, stakeWei }: Pick<RegistrationInputs, "contracts" | "operator" | "stakeWei">,
  { found, consent }: { found: Values; consent: string },
): Call[] {
  const { peerId, rpc, signer, isSequencer } = operator;
  const wanted = wantedRegistration(operator);
  const call = (abi: Interface, to: string, name: string, args: unknown[], description: string): Call => ({
    by: "deployer",
    to,
    data: abi.encodeFunctionData(name, args),
    valueWei: "0",
    description,
  });
  const approve = (spender: string, whose: string) =>
    call(tokenAbi, contracts.ande, "approve", [spender, stakeWei], `approve the stake for ${whose}`);
  const calls: Call[] = [];
  if (found.validator !== wanted.validator) {
    calls.push(
      approve(contracts.consensus, "AndeConsensus"),
      call(
        consensusAbi,
        contracts.consensus,
        "registerValidator(bytes32,string,uint256)",
        [peerId, rpc, stakeWei],
        "register the validator",
      ),
    );
  }
  if (found.hotKey !== wanted.hotKey) {
    calls.push(call(consensusAbi, contracts.consensus, "setSigner", [signer, consent], "name the hot key"));
  }
  if (isSequencer && found.sequencer !== wanted.sequencer) {
    calls.push(
      approve(contracts.coordinator, "AndeSequencerCoordinator"),
      call(
        coordinatorAbi,
        contracts.coordinator,
        "registerSequencer",
        [stakeWei, rpc, peerId],
        "register the sequencer",
      ),
    );
  }
  return calls;
}

const isSame = (found: Values, wanted: Values): boolean =>
  Object.entries(wanted).every(([key, value]) => found[key] === value);

const notTaken = (host: string, at: { after: Values; wanted: Values; hash: string | undefined }) =>
  fault("REGISTRATION_NOT_TAKEN", `${host} is not registered as wanted after its transactions.`, {
    details: Object.keys(at.wanted)
      .filter((key) => at.after[key] !== at.wanted[key])
      .map((key) => `${key}: wanted ${at.wanted[key]}, found ${at.after[key]}`)
      .concat(at.hash ? [`transaction: ${at.hash}`] : []),
    fix: "Look at the transaction's trace; somebody may have registered this host's key before.",
  });
