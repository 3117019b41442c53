import { NodeError } from "../faults";

/** The agreed text cut around the lease, as `proveLease` wants it. */
export interface CutLease {
  before: string;
  epoch: number;
  failed: string;
  /** Consensus address, upper case hex. */
  holder: string;
  between: string;
  startHeight: number;
}

/** The text does not end with a lease of the known form. */
export class LeaseTextError extends NodeError<"LEASE_TEXT"> {
  constructor(text: string) {
    super("LEASE_TEXT", "The application state's text does not end with a lease.", {
      details: [`its end: ${text.slice(-120)}`],
      fix: "node/src/state.ts and contracts/src/lease/ChainProofs.sol must speak of the same text.",
    });
  }
}

const lease = /^\{"epoch":(\d+),"failed":(\[[^\]]*\]),"holder":"([0-9A-F]{40})"(.*)"startHeight":(\d+)\}\]$/s;

/** @throws LEASE_TEXT */
export function cutLease(text: string): CutLease {
  const from = text.lastIndexOf('{"epoch":');
  const found = lease.exec(text.slice(Math.max(0, from)));
  if (from < 0 || !found) throw new LeaseTextError(text);
  const [, epoch, failed, holder, between, startHeight] = found as unknown as string[];
  return {
    before: text.slice(0, from),
    epoch: Number(epoch),
    failed: failed!,
    holder: holder!,
    between: between!,
    startHeight: Number(startHeight),
  };
}
