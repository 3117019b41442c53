/** What is kept at least, however full the store is. */
export interface StoreBound {
  maxBytes: number;
  /** Blocks that evidence may still point at: the genesis' evidence.max_age_num_blocks. */
  keepBlocks: number;
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

/** First payload to keep; `first` itself when nothing goes. Never beyond evidence, DA or the head. */
export function planPruning({ maxBytes }: Pick<StoreBound, "maxBytes">, facts: PruningFacts): number {
  const { bytes, first, head } = facts;
  if (bytes <= maxBytes || first === 0) return first;
  const mayGo = Math.min(facts.pastEvidence, facts.confirmedTo ?? head, head - 1) - first + 1;
  if (mayGo <= 0) return first;
  const meanBytes = bytes / (head - first + 1);
  const shouldGo = Math.ceil((bytes - maxBytes * target) / meanBytes);
  return first + Math.min(mayGo, shouldGo, mostAtOnce);
}
