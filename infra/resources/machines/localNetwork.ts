import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface LocalNetworkInputs {
  stack: string;
  /** Name of the Docker network. */
  networkName: string;
  cidr: string;
}

/** The private network that the hosts of a docker stack stand on. */
export class LocalNetwork extends DynamicResource {
  declare readonly networkName: Output<string>;

  constructor(name: string, args: ResourceArgs<LocalNetworkInputs>, opts?: CustomResourceOptions) {
    super("LocalNetwork", name, args, [], opts);
  }
}
