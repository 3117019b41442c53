import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { Values } from "../contracts/settleState";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { RegistrationInputs } from "./registerHost";

/** A host's validator on the chain, registered by the owner's key that the host keeps. */
export class Registration extends DynamicResource {
  declare readonly values: Output<Values>;

  constructor(name: string, args: ResourceArgs<RegistrationInputs>, opts?: CustomResourceOptions) {
    super("Registration", name, args, [], opts);
  }
}
