import { NodeError } from "../faults";

/** Why DA did not do what it was asked; the submitter and the metrics go by it. */
export const daFaults = [
  "DA_TIMED_OUT",
  "DA_IN_MEMPOOL",
  "DA_SEQUENCE",
  "DA_TOO_LARGE",
  "DA_AUTH",
  "DA_RATE_LIMITED",
  "DA_UNREACHABLE",
  "DA_REFUSED",
  "DA_LOST",
  "DA_GAP",
] as const;
export type DaFault = (typeof daFaults)[number];

/** Any failure of the DA node's JSON-RPC. */
export abstract class DaError<Code extends DaFault = DaFault> extends NodeError<Code> {}

/** Not included in time, or no answer in time: it may be included still. */
export class DaTimedOutError extends DaError<"DA_TIMED_OUT"> {
  constructor(method: string, reason: string) {
    super("DA_TIMED_OUT", `${method} timed out on DA.`, { details: [reason] });
  }
}

/** The same transaction waits in DA's mempool already. */
export class DaInMempoolError extends DaError<"DA_IN_MEMPOOL"> {
  constructor(method: string, reason: string) {
    super("DA_IN_MEMPOOL", `${method}: DA has it in its mempool already.`, { details: [reason] });
  }
}

/** The DA account's sequence is another: something else sends from it, or an earlier transaction is on its way. */
export class DaSequenceError extends DaError<"DA_SEQUENCE"> {
  constructor(method: string, reason: string) {
    super("DA_SEQUENCE", `${method}: the DA account's sequence is another.`, {
      details: [reason],
      fix: "Let nothing else send from this account; it settles by itself with the next block of DA.",
    });
  }
}

/** DA takes no blob of this size. */
export class DaTooLargeError extends DaError<"DA_TOO_LARGE"> {
  constructor(method: string, reason: string) {
    super("DA_TOO_LARGE", `${method}: too large for DA.`, { details: [reason] });
  }
}

/** The token is refused, or may not write. */
export class DaAuthError extends DaError<"DA_AUTH"> {
  constructor(method: string, reason: string) {
    super("DA_AUTH", `DA refuses the token of ${method}.`, {
      details: [reason],
      fix: "The token file must hold a token of this very light node with write permission; restarting the light node writes it anew.",
    });
  }
}

/** Too many requests. */
export class DaRateLimitedError extends DaError<"DA_RATE_LIMITED"> {
  constructor(
    method: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super("DA_RATE_LIMITED", `${method}: DA takes no more requests for now (HTTP 429).`);
  }
}

/** No connection, or an answer that is no JSON-RPC. */
export class DaUnreachableError extends DaError<"DA_UNREACHABLE"> {
  constructor(method: string, reason: string, cause?: unknown) {
    super("DA_UNREACHABLE", `DA did not answer ${method}.`, { details: [reason], cause });
  }
}

/** DA answered with an error of another kind. */
export class DaRefusedError extends DaError<"DA_REFUSED"> {
  constructor(method: string, reason: string) {
    super("DA_REFUSED", `DA refused ${method}: ${reason}`);
  }
}

/** What was read there before is there no more: another DA, one that begins anew, or one that is far behind. */
export class DaLostError extends DaError<"DA_LOST"> {
  constructor(at: { daHeight: number; to: number; head: number }) {
    super("DA_LOST", `DA has no longer the blob that ends with block ${at.to}.`, {
      details: [`it lay at DA height ${at.daHeight}; DA stands at ${at.head}`],
      fix: "Wait when DA is only behind. When it is another or an empty one: docs/runbooks/da-outage.md.",
    });
  }
}

/** Blocks that the next blob must begin with are not on DA and were given up here to spare the disk. */
export class DaGapError extends DaError<"DA_GAP"> {
  constructor({ from, to }: { from: number; to: number }) {
    super("DA_GAP", `Blocks ${from} to ${to} are not on DA and not in this store.`, {
      details: [`nothing is posted after block ${from - 1} by this node`],
      fix: "A host whose store still has them posts them when it holds the lease: docs/runbooks/da-outage.md.",
    });
  }
}

// celestia-node has one error code for everything: only the text tells. First match counts.
const byText: [RegExp, new (method: string, reason: string) => DaError][] = [
  [/missing permission|invalid (jwt|token)|unauthorized/i, DaAuthError],
  [/already in mempool|already exists in cache/i, DaInMempoolError],
  [/incorrect account sequence|account sequence mismatch/i, DaSequenceError],
  [
    /blob.*(over|exceeds?|above).*(size|limit)|too (large|big)|exceeds? max(imum)? (tx|blob|square)/i,
    DaTooLargeError,
  ],
  [/timed out|timeout|deadline exceeded|not included/i, DaTimedOutError],
];

/** The class of a JSON-RPC error answer. */
export function daErrorOf(method: string, message: string): DaError {
  const known = byText.find(([pattern]) => pattern.test(message));
  return known ? new known[1](method, message) : new DaRefusedError(method, message);
}

/** The class of an HTTP status that carries no JSON-RPC answer; undefined for one that may. */
export function daErrorOfStatus(
  method: string,
  status: number,
  at: { text: string; retryAfter: string | null },
): DaError | undefined {
  const reason = `HTTP ${status}: ${at.text.trim().slice(0, 200)}`;
  if (status === 401 || status === 403) return new DaAuthError(method, reason);
  if (status === 413) return new DaTooLargeError(method, reason);
  if (status === 429) {
    const seconds = Number(at.retryAfter);
    return new DaRateLimitedError(method, at.retryAfter && seconds >= 0 ? seconds * 1000 : undefined);
  }
  if (status === 502 || status === 503 || status === 504) return new DaUnreachableError(method, reason);
  return undefined;
}
