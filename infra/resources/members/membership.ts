import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { LeavingInputs } from "./leaveSet";

/** Whose validators the description has: those that left it leave the set before anything else of the network changes. */
export class Membership extends DynamicResource {
  constructor(name: string, args: ResourceArgs<LeavingInputs>, opts?: CustomResourceOptions) {
    super("Membership", name, args, [], opts);
  }
}
