import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface GenesisInputs {
  stack: string;
  /** CometBFT genesis without genesis_time, JSON text. */
  comet: string;
  /** geth genesis without timestamp, JSON text. */
  geth: string;
}

/** Both genesis files, stamped with the network's birth once and never changed. */
export class Genesis extends DynamicResource {
  declare readonly cometGenesis: Output<string>;
  declare readonly gethGenesis: Output<string>;

  constructor(name: string, args: ResourceArgs<GenesisInputs>, opts?: CustomResourceOptions) {
    super("Genesis", name, args, ["cometGenesis", "gethGenesis"], opts);
  }
}
