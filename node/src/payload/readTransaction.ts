import { type Author, authorsAt } from "../author";
import type { HandOver } from "../lease/lease";
import type { AppState } from "../state";
import { decodeAuthored, signerOf } from "./authorship";
import { checkPosition } from "./checks";
import { decodePayload } from "./codec";
import type { BuiltPayload } from "./payload";
import type { ProposalFault } from "./rejection";

/** A transaction whose author and place are in order. */
export interface AuthoredPayload {
  built: BuiltPayload;
  author: Author;
  digest: string;
  /** Only the holder's. */
  handOver?: HandOver;
}

export interface Round {
  /** CometBFT chain id. */
  chainId: string;
  height: number;
  /** CometBFT proposer, upper case hex. */
  proposer: string;
}

/**
 * Reads the one transaction of a block as every validator must read it, before and after the decision: author,
 * signature, lease, height and parent. Whether it may be executed is asked elsewhere.
 * @throws PAYLOAD_FORMAT
 */
export function readTransaction(
  tx: Uint8Array,
  state: AppState,
  round: Round,
): { payload?: AuthoredPayload; faults: ProposalFault[] } {
  const { payload, authorship } = decodeAuthored(tx);
  const signer = signerOf(authorship, round.chainId);
  const author = authorsAt(state, round).find((one) => one.evmAddress === signer);
  if (!author) {
    const rule = `author: may not write at this height (got ${signer ?? "no signature"})`;
    return { faults: [{ reason: "wrong_author", rule }] };
  }
  const built = decodePayload(payload);
  const faults: ProposalFault[] = [];
  const { epoch, holder } = state.lease;
  if (authorship.height !== round.height) {
    const reason = authorship.height < round.height ? "replayed" : "height";
    faults.push({ reason, rule: `height: must be ${round.height} (got ${authorship.height})` });
  }
  if (authorship.epoch !== epoch) {
    faults.push({ reason: "wrong_author", rule: `epoch: must be ${epoch} (got ${authorship.epoch})` });
  }
  if (built.payload.feeRecipient !== author.evmAddress) {
    const rule = `feeRecipient: must be ${author.evmAddress} (got ${built.payload.feeRecipient})`;
    faults.push({ reason: "wrong_author", rule });
  }
  faults.push(...checkPosition(built, state.head));
  if (faults.length > 0) return { faults };
  const handOver = author.consensusAddress === holder ? authorship.handOver : undefined;
  return { payload: { built, author, digest: authorship.digest, handOver }, faults };
}
