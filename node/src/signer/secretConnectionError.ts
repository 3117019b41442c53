import { NodeError } from "../faults";

/** The other side does not speak CometBFT's secret connection, or somebody stands between. */
export class SecretConnectionError extends NodeError<"SECRET_CONNECTION"> {
  constructor(what: string, cause?: unknown) {
    super("SECRET_CONNECTION", `Secret connection: ${what}.`, { cause });
  }
}
