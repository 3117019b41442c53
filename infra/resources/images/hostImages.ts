import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface HostImagesInputs {
  stack: string;
  host: string;
  connection: Connection;
  /** Another machine has none of the images that this resource once brought. */
  machineId: string;
  /** References by digest. */
  images: string[];
}

/** Brings a release's images onto a host before any wave starts, so that a wave is as short as its restart. */
export class HostImages extends DynamicResource {
  constructor(name: string, args: ResourceArgs<HostImagesInputs>, opts?: CustomResourceOptions) {
    super("HostImages", name, args, [], opts);
  }
}
