import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface FirstBootInputs {
  stack: string;
  host: string;
  /** Where its sshd answers. */
  address: string;
  port: number;
  /** Public boot key: whom to trust until the host has a key of its own. */
  bootHostKey: string;
  /** Operator's private key, relative to the project. */
  keyFile: string;
  /** The provider's id of the machine; another one is another first contact. */
  machineId: string;
}

/** A machine that has gone through its first boot, answers with a host key made on it, and runs Docker. */
export class FirstBoot extends DynamicResource {
  declare readonly connection: Output<Connection>;
  declare readonly hostKey: Output<string>;
  declare readonly meshPublicKey: Output<string>;

  constructor(name: string, args: ResourceArgs<FirstBootInputs>, opts?: CustomResourceOptions) {
    super("FirstBoot", name, args, ["connection", "hostKey", "meshPublicKey"], opts);
  }
}
