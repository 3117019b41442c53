import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface DoorCertificateInputs {
  stack: string;
  host: string;
  network: string;
  /** Another one begins with an empty key folder. */
  machineId: string;
  connection: Connection;
  /** DNS names and addresses that clients use. */
  names: string[];
  /** Folder of the operator's machine that holds the authority's key. */
  folder: string;
}

/** The certificate that an edge shows, signed by the network's own authority; its key is made on the edge and stays there. */
export class DoorCertificate extends DynamicResource {
  /** PEM of the certificate that clients are to trust. */
  declare readonly authority: Output<string>;
  declare readonly validTo: Output<string>;

  constructor(name: string, args: ResourceArgs<DoorCertificateInputs>, opts?: CustomResourceOptions) {
    super("DoorCertificate", name, args, ["authority", "certificate", "validTo"], opts);
  }
}
