import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { ContractStateInputs, Values } from "./settleState";

/** Roles, parameters, registrations and funding of contracts: what differs is shown in a preview, and put right. */
export class ContractState extends DynamicResource {
  declare readonly values: Output<Values>;

  constructor(name: string, args: ResourceArgs<ContractStateInputs>, opts?: CustomResourceOptions) {
    super("ContractState", name, args, [], opts);
  }
}
