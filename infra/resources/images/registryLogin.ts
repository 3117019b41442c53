import { type CustomResourceOptions, mergeOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface RegistryLoginInputs {
  stack: string;
  host: string;
  connection: Connection;
  /** Another machine has nothing of what was written. */
  machineId: string;
  /** What image references begin with: `registry.example.org:5000`. */
  registry: string;
  username: string;
  /** A secret of the state. */
  password: string;
}

/** What a host pulls images with, in a file that root alone reads; a new password is an update in place. */
export class RegistryLogin extends DynamicResource {
  constructor(name: string, args: ResourceArgs<RegistryLoginInputs>, opts?: CustomResourceOptions) {
    super("RegistryLogin", name, args, [], mergeOptions(opts, { additionalSecretOutputs: ["password"] }));
  }
}
