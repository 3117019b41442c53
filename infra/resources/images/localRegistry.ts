import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface LocalRegistryInputs {
  stack: string;
  network: string;
  image: string;
  /** Name under which the hosts reach it. */
  alias: string;
  /** Folder with the registry's store, relative to the project. */
  storeFolder: string;
}

/** The registry that docker hosts pull release images from; it serves what the image build stored. */
export class LocalRegistry extends DynamicResource {
  constructor(name: string, args: ResourceArgs<LocalRegistryInputs>, opts?: CustomResourceOptions) {
    super("LocalRegistry", name, args, [], opts);
  }
}
