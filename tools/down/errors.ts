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

/** A mainnet goes only when somebody types its name. */
export class NameMissingError extends DeployError<"NAME_MISSING"> {
  constructor(at: { stack: string; name: string; typed: string | undefined }) {
    const what = at.typed ? "another name was given" : "its name was not given";
    super("NAME_MISSING", `"down" destroys network "${at.name}" for good; ${what}.`, {
      ...(at.typed ? { details: [`given: "${at.typed}"`] } : {}),
      fix: `make down STACK=${at.stack}, and type ${at.name}; or NAME=${at.name} without a terminal`,
    });
  }
}

/** Mainnet's hosts are protected until their description says otherwise. */
export class RemovalForbiddenError extends DeployError<"REMOVAL_FORBIDDEN"> {
  constructor(at: { stack: string }) {
    super("REMOVAL_FORBIDDEN", `The hosts of stack "${at.stack}" are protected from being removed.`, {
      fix: `Write \`allowRemoval: true\` into the description, make deploy STACK=${at.stack}, then run this again.`,
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
