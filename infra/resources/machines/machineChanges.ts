import type { CustomResourceOptions } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import type { ResourceArgs } from "../inputs";

export interface PlannedMachine {
  /** Voting power of its host; 0 for none. */
  power: number;
  isEdge: boolean;
  /** What takes a machine down while it changes. */
  rebuild: number;
  serverType: string;
}

export interface MachineChangesInputs {
  stack: string;
  /** Per host, cloud hosts only. */
  machines: Record<string, PlannedMachine>;
}

/**
 * Stands before every machine, and refuses to put a third of the voting power or every front door out of service at
 * once: machines change before the first wave, with no gate between them.
 */
export class MachineChanges extends DynamicResource {
  constructor(name: string, args: ResourceArgs<MachineChangesInputs>, opts?: CustomResourceOptions) {
    super("MachineChanges", name, args, [], opts);
  }
}
