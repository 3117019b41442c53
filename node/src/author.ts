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
 * Who may author the payload at this height, in order of preference. The one place where this is decided:
 * proposals are built and judged by its answer. First form: the proposer of the round, nobody else.
 */
export function authorsAt(
  state: { validators: Validators; lease: Pick<Lease, "holder"> },
  question: AuthorQuestion,
): Author[] {
  const facts = state.validators[question.proposer];
  return facts ? [{ consensusAddress: question.proposer, evmAddress: facts.evmAddress }] : [];
}
