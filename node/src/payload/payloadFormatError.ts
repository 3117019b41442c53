import { NodeError } from "../faults";

/** A consensus transaction that carries no payload we know. */
export class PayloadFormatError extends NodeError<"PAYLOAD_FORMAT"> {
  constructor(what: string, cause?: unknown) {
    super("PAYLOAD_FORMAT", `Transaction is no payload: ${what}.`, { cause });
  }
}
