import { Interface } from "ethers";
import type { Call, Question } from "../resources/chain/sending";
import { adminAbis } from "../resources/contracts/adminAbi";
import { contractAbis } from "../resources/contracts/contractAbi";
import type { StateItem } from "../resources/contracts/settleState";

const readAbis = () => ({ ...contractAbis, ...adminAbis, Safe: adminAbis.SafeL2 });

export type ContractName = keyof ReturnType<typeof readAbis>;

export const abiOf = (name: ContractName): Interface => new Interface(readAbis()[name]);

/** Words of one contract, at its address, turned into questions and calls. */
export class ContractWords {
  private readonly abi: Interface;

  constructor(
    readonly name: ContractName,
    readonly address: string,
    /** Whom it obeys until it is handed over to its admin. */
    private readonly first?: Question,
  ) {
    this.abi = abiOf(name);
  }

  /** A value that has a question and a call that sets it. */
  value(
    label: string,
    at: { read: [string, unknown[]]; wanted: unknown[]; write: [string, unknown[]]; by?: Call["by"] },
  ): StateItem {
    const { by = "admin" } = at;
    const [question, args] = at.read;
    const [setter, values] = at.write;
    return {
      kind: "value",
      label,
      read: { to: this.address, data: this.abi.encodeFunctionData(question, args) },
      types: this.abi.getFunction(question)!.outputs.map((output) => output.format("full")),
      expected: this.abi.encodeFunctionResult(question, at.wanted),
      write: {
        by,
        to: this.address,
        data: this.abi.encodeFunctionData(setter, values),
        valueWei: "0",
        description: `${this.name}.${setter}(${values.map(show).join(", ")})`,
        ...(by === "admin" && this.first ? { first: { to: this.address, ...this.first } } : {}),
      },
    };
  }

  /** `getParameters()` and `setParameters(…)`. */
  parameters(wanted: unknown[]): StateItem {
    return this.value("parameters", {
      read: ["getParameters", []],
      wanted: [wanted],
      write: ["setParameters", [wanted]],
    });
  }

  /** An address that a contract keeps. */
  keptAddress(label: string, setter: string, wanted: string): StateItem {
    return this.value(label, { read: [label, []], wanted: [wanted], write: [setter, [wanted]] });
  }

  /** A role that an account has; others who have it are not asked for. */
  role(label: string, role: string, account: string): StateItem {
    return this.value(label, {
      read: ["hasRole", [role, account]],
      wanted: [true],
      write: ["grantRole", [role, account]],
    });
  }
}

const show = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(show).join(", ")}]` : String(value);
