import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface MachinePowerInputs {
  stack: string;
  host: string;
  /** Hetzner's number of the machine; another one is switched on like the first. */
  machineId: string;
}

/**
 * A Hetzner machine that is switched on: what the provider's own resource does not compare. The token comes from
 * `hcloud:token` or HCLOUD_TOKEN at every call, and is in no input.
 */
export class MachinePower extends DynamicResource {
  constructor(name: string, args: ResourceArgs<MachinePowerInputs>, opts?: CustomResourceOptions) {
    super("MachinePower", name, args, [], opts);
  }
}
