import { NodeError } from "../faults";

/** A signer that connected must not sign for this host. */
export class SignerRefusedError extends NodeError<"SIGNER_REFUSED"> {
  constructor(at: { remote: string; summary: string; details: string[]; fix: string }) {
    super("SIGNER_REFUSED", `The signer at ${at.remote} ${at.summary}.`, {
      details: at.details,
      fix: at.fix,
    });
  }
}
