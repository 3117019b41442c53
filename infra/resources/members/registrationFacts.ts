import { Interface, type JsonRpcProvider, ZeroAddress } from "ethers";
import { contractAbis } from "../contracts/contractAbi";
import type { Values } from "../contracts/settleState";

/** Addresses. A key that ends in "token" is taken for a secret by the policies. */
export interface RegistrationContracts {
  ande: string;
  consensus: string;
  coordinator: string;
}

/** Who a host is on the chain. */
export interface Operator {
  owner: string;
  /** Hot key: the author of the host's payloads. */
  signer: string;
  /** ed25519 consensus key, 32 bytes in hex. */
  peerId: string;
  /** Where the node answers, as the other hosts reach it. */
  rpc: string;
  isSequencer: boolean;
}

export const consensusAbi = new Interface(contractAbis.AndeConsensus);
export const coordinatorAbi = new Interface(contractAbis.AndeSequencerCoordinator);

/** What `readRegistration` tells of what is not there. */
export const absent = "not registered";

/** What `readRegistration` tells once the host is registered as it should be. */
export function wantedRegistration({ peerId, signer, isSequencer }: Operator): Values {
  return {
    validator: peerId.toLowerCase(),
    hotKey: signer,
    ...(isSequencer ? { sequencer: peerId.toLowerCase() } : {}),
  };
}

export async function readRegistration(
  client: JsonRpcProvider,
  at: { contracts: RegistrationContracts; operator: Operator },
): Promise<Values> {
  const { contracts, operator } = at;
  const validator = await ask(client, consensusAbi, contracts.consensus, "getValidatorInfo", operator.owner);
  const sequencer = operator.isSequencer
    ? await ask(client, coordinatorAbi, contracts.coordinator, "getSequencerInfo", operator.owner)
    : undefined;
  const signer = validator?.signer as string | undefined;
  return {
    validator: (validator?.peerId as string | undefined) ?? absent,
    hotKey: signer === undefined || signer === ZeroAddress ? "none" : signer,
    ...(operator.isSequencer ? { sequencer: (sequencer?.peerId as string | undefined) ?? absent } : {}),
  };
}

/** The one struct that a view returns; undefined where it reverts: the owner is not registered. */
async function ask(
  client: JsonRpcProvider,
  abi: Interface,
  to: string,
  name: string,
  owner: string,
): Promise<Record<string, unknown> | undefined> {
  const answer = await client
    .call({ to, data: abi.encodeFunctionData(name, [owner]) })
    .catch((error: { code?: string }) => {
      if (error.code === "CALL_EXCEPTION") return "0x";
      throw error;
    });
  if (answer === "0x") return undefined;
  const [info] = abi.decodeFunctionResult(name, answer);
  return info as unknown as Record<string, unknown>;
}
