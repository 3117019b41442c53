/** What is kept at least, however full the store is. */
export interface StoreBound {
  maxBytes: number;
  /** Blocks that evidence may still point at: the genesis' evidence.max_age_num_blocks. */
  keepBlocks: number;
  /** Above this payloads go that are not on DA either; absent: none of these ever goes. */
  outageMaxBytes?: number | undefined;
}

export interface PruningFacts {
  bytes: number;
  /** Oldest payload that is there; 0 when there is none. */
  first: number;
  /** Last payload that evidence can no longer point at; 0 when there is none. */
  pastEvidence: number;
  /** Last payload whose data is known to lie in DA; undefined without DA. */
  confirmedTo: number | undefined;
  head: number;
}

// Room for a while, so that not every block prunes; bounded, so that no block waits for it.
const target = 0.9;
const mostAtOnce = 2_000;

/**
 * First payload to keep; `first` itself when nothing goes. Never beyond evidence or the head; beyond what is on DA only
 * above the bound for an outage, and then no further than to below it.
 */
export function planPruning(bound: Omit<StoreBound, "keepBlocks">, facts: PruningFacts): number {
  const { maxBytes, outageMaxBytes = Number.POSITIVE_INFINITY } = bound;
  const { head, confirmedTo = head } = facts;
  const posted = planWithin(maxBytes, confirmedTo, facts);
  return Math.max(posted, planWithin(Math.max(maxBytes, outageMaxBytes), head, facts));
}

function planWithin(maxBytes: number, limit: number, { bytes, first, head, pastEvidence }: PruningFacts) {
  if (bytes <= maxBytes || first === 0) return first;
  const mayGo = Math.min(pastEvidence, limit, head - 1) - first + 1;
  if (mayGo <= 0) return first;
  const meanBytes = bytes / (head - first + 1);
  const shouldGo = Math.ceil((bytes - maxBytes * target) / meanBytes);
  return first + Math.min(mayGo, shouldGo, mostAtOnce);
}
