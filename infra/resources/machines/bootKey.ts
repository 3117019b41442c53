import { type CustomResourceOptions, mergeOptions, type Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface BootKeyInputs {
  stack: string;
  host: string;
  /** Another word makes another key, for a machine that is made anew on purpose. */
  round?: string;
}

/** The ssh host key of a first contact: user data brings it to the machine, FirstBoot puts it out of use. */
export class BootKey extends DynamicResource {
  /** `ssh-ed25519 AAAA…` */
  declare readonly publicKey: Output<string>;
  /** OpenSSH private key, a secret in state. */
  declare readonly privateKey: Output<string>;

  constructor(name: string, args: ResourceArgs<BootKeyInputs>, opts?: CustomResourceOptions) {
    const secrets = { additionalSecretOutputs: ["privateKey"] };
    super("BootKey", name, args, ["publicKey", "privateKey"], mergeOptions(opts, secrets));
  }
}
