import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { RenderedMesh } from "../../render/mesh";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface HostNetworkInputs {
  stack: string;
  host: string;
  connection: Connection;
  /** Another one after a rebuild: then neither rules nor peers are there. */
  machineId: string;
  /** nftables.conf. */
  firewall: string;
  /** mesh.conf in pieces, without the private key. */
  mesh: RenderedMesh;
}

/** Firewall and mesh of a host; what would shut its operator out is taken back by the host itself. */
export class HostNetwork extends DynamicResource {
  constructor(name: string, args: ResourceArgs<HostNetworkInputs>, opts?: CustomResourceOptions) {
    super("HostNetwork", name, args, ["rules"], opts);
  }
}
