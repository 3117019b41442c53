import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";
import type { HostContainerSpec } from "./hostContainer";

export interface LocalHostInputs extends HostContainerSpec {
  /** Operator's private key file, relative to the project. */
  keyFile: string;
}

/** A host that is a container: sshd with a pinned key, its own Docker, its own address. */
export class LocalHost extends DynamicResource {
  declare readonly connection: Output<Connection>;
  declare readonly hostKey: Output<string>;
  declare readonly meshPublicKey: Output<string>;

  constructor(name: string, args: ResourceArgs<LocalHostInputs>, opts?: CustomResourceOptions) {
    super("LocalHost", name, args, ["connection", "hostKey", "meshPublicKey"], opts);
  }
}
