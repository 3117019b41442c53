import { DeployError } from "../../infra/vocab/errors";
import type { Update } from "./history";

export type RollbackCode =
  | "ROLLBACK_UNKNOWN"
  | "ROLLBACK_REFUSED"
  | "ROLLBACK_ONE_WAY"
  | "ROLLBACK_UNCONFIRMED"
  | "ROLLBACK_PREVIEW";

/** There is no way back to what was asked for; nothing was touched. */
export class RollbackError extends DeployError<RollbackCode> {}

export const describeUpdate = ({ number, startTime, commit }: Update): string =>
  `update ${number} of ${startTime.slice(0, 19).replace("T", " ")}${commit ? `, commit ${commit.slice(0, 10)}` : ""}`;

/** An entry of the history that nobody can go back to, and why. */
export const refuseUpdate = (update: Update, why: string, fix: string): RollbackError =>
  new RollbackError("ROLLBACK_REFUSED", `There is no way back to ${describeUpdate(update)}: ${why}.`, {
    fix,
  });
