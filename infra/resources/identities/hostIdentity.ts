import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import type { HostIdentityFacts } from "../../plan/plan";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface HostIdentityInputs {
  stack: string;
  host: string;
  network: string;
  connection: Connection;
  /** Services of the host; those with keys or a certificate get them. */
  services: string[];
  /** Image that makes the keys; another one makes no other keys. */
  appImage: string;
  /** Public half of a consensus key that a remote signer holds; absent where the host makes its own. */
  remoteSignerKey?: string | undefined;
}

/** Keys made on the host itself; only their public parts are known here. */
export class HostIdentity extends DynamicResource {
  /** Absent on hosts that run no node. */
  declare readonly identity: Output<HostIdentityFacts>;

  constructor(name: string, args: ResourceArgs<HostIdentityInputs>, opts?: CustomResourceOptions) {
    super("HostIdentity", name, args, ["identity"], opts);
  }
}
