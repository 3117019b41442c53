import { DeployError } from "../../infra/vocab/errors";
import type { Leftover } from "./leftovers";

/** Only a stack on this machine goes without a word. */
export class ConfirmationMissingError extends DeployError<"CONFIRMATION_MISSING"> {
  constructor(at: { stack: string }) {
    super("CONFIRMATION_MISSING", `"down" destroys the hosts of stack "${at.stack}" and their disks.`, {
      fix: `make down STACK=${at.stack} CONFIRM=${at.stack}`,
    });
  }
}

export class NotEmptyError extends DeployError<"NOT_EMPTY"> {
  constructor(at: { stack: string; leftovers: readonly Leftover[] }) {
    super("NOT_EMPTY", `Something of stack "${at.stack}" is still there.`, {
      details: at.leftovers.map(({ kind, name }) => `${kind} ${name}`),
      fix: "See who uses it (docker ps -a), then run this again.",
    });
  }
}
