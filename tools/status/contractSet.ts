import { createHash } from "node:crypto";
import { Interface } from "ethers";
import { contractAbis } from "../../infra/resources/contracts/contractAbi";
import { type Asked, askJsonRpc } from "../hosts/httpOverSsh";

/** Who validates by the word of AndeConsensus. */
export interface ContractSet {
  epoch: number;
  registered: number;
  /** Voting power of each active validator, by its address in CometBFT. */
  powers: Record<string, number>;
}

const consensus = new Interface(contractAbis.AndeConsensus);
const questions = ["currentEpoch", "getRegisteredValidators", "getValidatorSet"] as const;

/**
 * What the contract says, as the execution client at this address of the host knows it; undefined where the chain has
 * no such contract.
 * @throws HOST_ANSWER
 */
export async function askContractSet(
  session: Asked,
  { contract, address, port }: { contract: string; address: string; port: number },
): Promise<ContractSet | undefined> {
  const calls = questions.map((question) => ({
    method: "eth_call",
    params: [{ to: contract, data: consensus.encodeFunctionData(question) }, "latest"],
  }));
  const answers = await askJsonRpc(session, { address, port }, calls);
  if (answers.some((answer) => answer === "0x")) return undefined;
  const read = (question: (typeof questions)[number]) =>
    consensus.decodeFunctionResult(question, String(answers[questions.indexOf(question)]));
  const [epoch] = read("currentEpoch");
  const [registered] = read("getRegisteredValidators");
  const { peerIds, powers } = read("getValidatorSet");
  return {
    epoch: Number(epoch),
    registered: registered.length,
    powers: Object.fromEntries([...peerIds].map((key: string, i) => [addressOf(key), Number(powers[i])])),
  };
}

// CometBFT's address of an ed25519 key.
const addressOf = (publicKey: string): string =>
  createHash("sha256")
    .update(Buffer.from(publicKey.slice(2), "hex"))
    .digest("hex")
    .slice(0, 40)
    .toUpperCase();
