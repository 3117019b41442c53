import { Interface, parseEther, ZeroHash } from "ethers";
import { contractAbis } from "../resources/contractAbi";
import type { StateItem } from "../resources/settleState";

/** What the catalogue's entries may build upon. */
export interface Known {
  /** Account that the contracts obey. */
  admin: string;
  deployer: string;
  addressOf(contract: ContractName): string;
}

export type ContractName = keyof typeof contractAbis;

export interface CatalogueEntry {
  name: ContractName;
  /** Arguments of the constructor. */
  constructorArgs?: (known: Known) => unknown[];
  /** Arguments of `initialize`: the contract stands behind a proxy. */
  initialize?: (known: Known) => unknown[];
  /** Question and answer that show that it obeys the admin. */
  owner?: (known: Known) => [call: string, args: unknown[], answer: unknown];
  /** What is to be so once it stands, in order. */
  state?: (known: Known, contract: ContractWords) => StateItem[];
}

/** Base units of the token that can exist at any moment. */
export const tokenMaxSupply = parseEther("1000000000");

const isAdmin = ({ admin }: Known): [string, unknown[], unknown] => ["hasRole", [ZeroHash, admin], true];

/** The network's contracts, each after those that it needs. */
export const catalogue: CatalogueEntry[] = [
  { name: "ProxyFactory" },
  { name: "AndeToken", constructorArgs: ({ admin }) => [admin, tokenMaxSupply], owner: isAdmin },
];

/** Words of one contract, at its address, turned into calls. */
export class ContractWords {
  private readonly abi: Interface;

  constructor(
    readonly name: ContractName,
    readonly address: string,
  ) {
    this.abi = new Interface(contractAbis[name]);
  }

  /** A value that has a question and a call that sets it. */
  value(
    label: string,
    at: { read: [string, unknown[]]; wanted: unknown[]; write: [string, unknown[]] },
  ): StateItem {
    const [question, args] = at.read;
    const [setter, values] = at.write;
    return {
      kind: "value",
      label,
      read: { to: this.address, data: this.abi.encodeFunctionData(question, args) },
      types: this.abi.getFunction(question)!.outputs.map((output) => output.format("full")),
      expected: this.abi.encodeFunctionResult(question, at.wanted),
      write: {
        by: "admin",
        to: this.address,
        data: this.abi.encodeFunctionData(setter, values),
        valueWei: "0",
        description: `${this.name}.${setter}(${values.map(String).join(", ")})`,
      },
    };
  }
}
