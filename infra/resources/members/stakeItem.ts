import { formatEther, Interface, type JsonRpcProvider } from "ethers";
import type { Call } from "../chain/sending";
import { contractAbis } from "../contracts/contractAbi";

/** Tokens that an owner needs until it has registered; a slash later on is no reason for new ones. */
export interface StakeItem {
  kind: "stake";
  label: string;
  /** AndeToken. */
  ande: string;
  /** Mints; must be a minter. */
  admin: string;
  account: string;
  wantedWei: string;
  /** Questions for what it has staked already. */
  bonded: { to: string; data: string }[];
  /** Questions that revert until it is registered. */
  registered: { to: string; data: string }[];
}

const token = new Interface(contractAbis.AndeToken);

/** Mints what the account lacks; nothing for one that has enough, or has registered. */
export async function stakeCalls(client: JsonRpcProvider, item: StakeItem): Promise<Call[]> {
  const answers = await Promise.all(item.registered.map((question) => answerOf(client, question)));
  if (answers.every((answer) => answer !== "0x")) return [];
  const balance = { to: item.ande, data: token.encodeFunctionData("balanceOf", [item.account]) };
  const held = await Promise.all([balance, ...item.bonded].map((question) => answerOf(client, question)));
  const missing = held.reduce((left, answer) => left - firstWord(answer), BigInt(item.wantedWei));
  if (missing <= 0n) return [];
  const call = (name: string, args: unknown[], description: string): Call => ({
    by: "admin",
    to: item.ande,
    data: token.encodeFunctionData(name, args),
    valueWei: "0",
    description,
  });
  return [
    call("setMintAllowance", [item.admin, missing], `${item.label}: allow ${formatEther(missing)} ANDE`),
    call("mint", [item.account, missing], `${item.label}: mint ${formatEther(missing)} ANDE`),
  ];
}

const firstWord = (answer: string): bigint => (answer === "0x" ? 0n : BigInt(answer.slice(0, 66)));

async function answerOf(client: JsonRpcProvider, question: { to: string; data: string }): Promise<string> {
  return client.call(question).catch((error: { code?: string }) => {
    if (error.code === "CALL_EXCEPTION") return "0x";
    throw error;
  });
}
