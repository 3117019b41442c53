import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface OperatorKeysInputs {
  stack: string;
  /** Folder for the key files, relative to the project. */
  folder: string;
}

/** The operator's ssh key and the deployer's key of a stack; only their public parts leave the files. */
export class OperatorKeys extends DynamicResource {
  declare readonly sshPublicKey: Output<string>;
  declare readonly deployerAddress: Output<string>;
  declare readonly sshKeyFile: Output<string>;
  declare readonly deployerKeyFile: Output<string>;

  constructor(name: string, args: ResourceArgs<OperatorKeysInputs>, opts?: CustomResourceOptions) {
    super(
      "OperatorKeys",
      name,
      args,
      ["sshPublicKey", "deployerAddress", "sshKeyFile", "deployerKeyFile"],
      opts,
    );
  }
}
