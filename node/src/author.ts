import type { Lease } from "./lease/lease";
import type { Validators } from "./lease/validators";

/** Somebody whose payload a proposal may carry. */
export interface Author {
  /** CometBFT validator address, upper case hex. */
  consensusAddress: string;
  /** Fee recipient of the payload; lower case. */
  evmAddress: string;
}

export interface AuthorQuestion {
  height: number;
  /** CometBFT proposer of the round, upper case hex. */
  proposer: string;
}

/**
 * Who may author the payload at this height, in order of preference: the holder of the lease, else the proposer
 * of the round, so that a holder that is gone leaves no gap. The one place where this is decided: proposals are
 * built and judged by its answer.
 */
export function authorsAt(
  state: { validators: Validators; lease: Pick<Lease, "holder"> },
  question: AuthorQuestion,
): Author[] {
  return [...new Set([state.lease.holder, question.proposer])].flatMap((consensusAddress) => {
    const facts = state.validators[consensusAddress];
    return facts ? [{ consensusAddress, evmAddress: facts.evmAddress }] : [];
  });
}
