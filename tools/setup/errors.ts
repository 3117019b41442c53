import { DeployError, type FaultOptions } from "../../infra/vocab/errors";

export type SetupCode =
  | "MACHINE"
  | "COMMAND_FAILED"
  | "COMMAND_MISSING"
  | "DOCKER"
  | "BASE_IMAGE"
  | "GO"
  | "PULUMI"
  | "STACK"
  | "IMAGES";

/** Something this machine lacks, and the command that mends it. */
export class SetupError extends DeployError<SetupCode> {
  constructor(code: SetupCode, summary: string, options: FaultOptions = {}) {
    super(code, summary, options);
  }
}
