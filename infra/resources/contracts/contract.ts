import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { ContractInputs } from "./deployContract";

/** A contract at an address known beforehand; deployed once, adopted ever after, upgraded in place, never deleted. */
export class Contract extends DynamicResource {
  declare readonly address: Output<string>;
  declare readonly implementation: Output<string>;
  declare readonly codeHash: Output<string>;
  declare readonly transactionHash: Output<string>;
  declare readonly blockNumber: Output<number>;
  declare readonly present: Output<boolean>;

  constructor(name: string, args: ResourceArgs<ContractInputs>, opts?: CustomResourceOptions) {
    super("Contract", name, args, ["codeHash", "transactionHash", "blockNumber", "present"], opts);
  }
}
