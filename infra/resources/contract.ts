import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { ContractInputs } from "./deployContract";
import { DynamicResource } from "./dynamicResource";

export type ContractArgs = {
  [K in Exclude<keyof ContractInputs, "timeoutSeconds">]: Input<ContractInputs[K]>;
} & { timeoutSeconds?: Input<number> };

/** A contract at an address that follows from its code; deployed once, adopted ever after, never deleted. */
export class Contract extends DynamicResource {
  declare readonly address: Output<string>;
  declare readonly codeHash: Output<string>;
  declare readonly transactionHash: Output<string>;

  constructor(name: string, args: ContractArgs, opts?: CustomResourceOptions) {
    super("Contract", name, args, ["codeHash", "transactionHash"], opts);
  }
}
