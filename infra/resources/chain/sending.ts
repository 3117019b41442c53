import type { Sink } from "../../vocab/words";
import type { Chain } from "./chainClient";

/** Whose key signs, and where it is read from at the moment of signing; never the key itself. */
export interface Deployer {
  /** Checked against the key that is found. */
  address: string;
  /** File with the key in hex, relative to the project. */
  keyFile?: string;
  /** Encrypted keystore (Web3 Secret Storage), relative to the project. */
  keystoreFile?: string;
  /** Environment variable with the keystore's password. */
  passwordVariable?: string;
  /** File with the keystore's password. */
  passwordFile?: string;
  /** Environment variable with the key in hex. */
  keyVariable?: string;
}

export interface FeePolicy {
  /** No transaction offers more for a unit of gas. */
  maxFeeGwei: number;
  maxPriorityFeeGwei: number;
  /** A transaction that is not in a block by then is sent again with a higher fee. */
  replaceAfterSeconds: number;
}

/** How calls reach the chain. No part of what a contract is: a change here changes no resource. */
export interface Sending {
  sink: Sink;
  deployer: Deployer;
  /** Who may upgrade and set parameters. */
  admin: Admin;
  fees: FeePolicy;
  /** Seconds to wait for the chain to answer, and for each receipt. */
  timeoutSeconds: number;
  /** Folder of the operator's machine, for what a killed run must leave behind. */
  folder: string;
  /** File with everything that is to be on the chain; checked as a whole before the first transaction. */
  planFile?: string;
  /** Where the sink `calldata` writes. */
  callsFile: string;
}

export interface Admin {
  /** Account that the contracts obey: the deployer, a multisig or a timelock. */
  address: string;
  /** Multisig that proposes to the timelock, where the account is a timelock. */
  proposer?: string;
  /** Seconds that the timelock asks for. */
  delaySeconds?: number;
}

/** What to ask a contract, and the answer looked for. */
export interface Question {
  call: string;
  expected: string;
}

/** One call for the chain. Numbers are decimal text: they live in JSON. */
export interface Call {
  /** Who has to send it; `firstAdmin` is the deployer in office, before it hands over to the admin. */
  by: "deployer" | "firstAdmin" | "admin";
  to: string;
  data: string;
  valueWei: string;
  /** What it does, for people. */
  description: string;
  /** Answered so while the deployer is still in office: then the admin's call is its own. */
  first?: Question & { to: string };
}

/** What every resource on a chain is given. */
export interface ChainInputs extends Chain {
  /** Name of the contract or group, for messages. */
  name: string;
  sending: Sending;
}

/** Account from which a call will come. */
export function senderOf(sending: Sending, call: Pick<Call, "by">): string {
  if (call.by === "admin") return sending.admin.address;
  // Nobody else can act for it, whatever the sink.
  if (call.by === "firstAdmin") return sending.deployer.address;
  return sending.sink === "broadcast" || sending.sink === "dry-run"
    ? sending.deployer.address
    : (sending.admin.proposer ?? sending.admin.address);
}
