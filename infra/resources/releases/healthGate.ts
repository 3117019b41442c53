import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";
import type { Connection } from "../sessions/hostSession";

export interface GatedValidator {
  name: string;
  power: number;
  connection: Connection;
  privateAddress: string;
  /** Of this wave or an earlier one. */
  isRequired: boolean;
}

export interface HealthGateInputs {
  stack: string;
  wave: string;
  validators: GatedValidator[];
  /** Generation per host of the wave. */
  generations: Record<string, string>;
  /** Time of the last rollout per host of the wave: a mended host passes the gate again. */
  appliedAt: Record<string, string>;
  minBlocks: number;
  maxLagBlocks: number;
  /** How long it waits for a wave of which no host comes nearer to the network's height. */
  limitSeconds: number;
}

/** Stands behind a wave: the next one starts only when blocks grow on every validator so far. */
export class HealthGate extends DynamicResource {
  /** Why it let the wave pass. */
  declare readonly note: Output<string>;

  constructor(name: string, args: ResourceArgs<HealthGateInputs>, opts?: CustomResourceOptions) {
    super("HealthGate", name, args, ["note"], opts);
  }
}
