import { DeployError } from "../vocab/errors";
import { type Fault, formatFault } from "./fault";

/** A description or release file that breaks its rules: every fault of the file at once. */
export class DescriptionError extends DeployError<"DESCRIPTION_INVALID"> {
  readonly faults: Fault[];

  constructor(file: string, faults: Fault[]) {
    super(
      "DESCRIPTION_INVALID",
      `${file} has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}.`,
      {
        details: faults.map(formatFault),
        fix: "Correct these lines; `make plan` reads the file again and touches nothing else.",
      },
    );
    this.faults = faults;
  }
}

/** There is no description under the name that was asked for. */
export class DescriptionMissingError extends DeployError<"DESCRIPTION_MISSING"> {
  constructor(at: { file: string; known: string[] }) {
    super("DESCRIPTION_MISSING", `There is no network description ${at.file}.`, {
      details: [`known: ${at.known.length > 0 ? at.known.join(", ") : "none"}`],
      fix: "Name one of these stacks, or write that file.",
    });
  }
}
