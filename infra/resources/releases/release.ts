import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface ReleaseInputs {
  stack: string;
  host: string;
  connection: Connection;
  /** Image reference by digest per service. */
  images: Record<string, string>;
  /** Text per path of the generation's folder, `compose.yaml` among them. */
  files: Record<string, string>;
  /** Longest wait for the health of all services. */
  waitSeconds: number;
}

/** What a host runs: one generation, switched to as a whole and taken back by itself when it is not healthy. */
export class Release extends DynamicResource {
  /** Id of the generation, known in a preview as soon as its files are. */
  declare readonly generation: Output<string>;
  /** When a rollout last reached the host. */
  declare readonly appliedAt: Output<string>;

  constructor(name: string, args: ResourceArgs<ReleaseInputs>, opts?: CustomResourceOptions) {
    super("Release", name, args, ["generation", "appliedAt"], opts);
  }
}
