import { NodeError } from "../faults";

/** The signer has a question and gives no answer. */
export class SignerSilentError extends NodeError<"SIGNER_SILENT"> {
  constructor(at: { remote: string; withinMs: number }) {
    super("SIGNER_SILENT", `The signer at ${at.remote} gave no answer within ${at.withinMs} ms.`);
  }
}

/** A signer that connected must not sign for this host. */
export class SignerRefusedError extends NodeError<"SIGNER_REFUSED"> {
  constructor(at: { remote: string; summary: string; details: string[]; fix: string }) {
    super("SIGNER_REFUSED", `The signer at ${at.remote} ${at.summary}.`, {
      details: at.details,
      fix: at.fix,
    });
  }
}
