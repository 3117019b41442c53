/** What the judgement of health rests on; times in milliseconds. */
export interface HealthFacts {
  handshakeDone: boolean;
  consensusConnected: boolean;
  gethReachable: boolean;
  gethLevel: boolean;
  /** Blocks behind the median of the peers that answer; undefined when none does. */
  lagBlocks: number | undefined;
  peersConfigured: number;
  sinceHeadMovedMs: number;
  /** Why a remote signer gives no signatures; absent where all is well, or none is declared. */
  signerFault?: { kind: "away" | "refused" | "unwilling"; reason: string } | null;
}

export interface HealthLimits {
  maxLagBlocks: number;
  stallSeconds: number;
}

export const healthChecks = ["livez", "readyz", "healthz"] as const;
export type HealthCheck = (typeof healthChecks)[number];

/** Reasons against each check, none when it passes; each check asks for all that the one before asks. */
export function judgeHealth(facts: HealthFacts, limits: HealthLimits): Record<HealthCheck, string[]> {
  const livez: string[] = [];
  if (!facts.handshakeDone) livez.push("CometBFT has not shaken hands");
  else if (!facts.consensusConnected) livez.push("CometBFT is not connected");
  if (!facts.gethReachable) livez.push("geth does not answer");

  const seconds = Math.floor(facts.sinceHeadMovedMs / 1000);
  const stalled = facts.sinceHeadMovedMs > limits.stallSeconds * 1000;
  const readyz = [...livez];
  if (facts.gethReachable && !facts.gethLevel) readyz.push("geth is behind the store");
  if (facts.lagBlocks !== undefined && facts.lagBlocks > limits.maxLagBlocks) {
    readyz.push(`${facts.lagBlocks} blocks behind the peers (limit ${limits.maxLagBlocks})`);
  }
  // Alone and stalled is a cut-off node; stalled among peers that answer is a halted network, which still reads.
  if (stalled && facts.peersConfigured > 0 && facts.lagBlocks === undefined) {
    readyz.push(`no peer answers and no block for ${seconds} s`);
  }

  // Its chain is right all the same, and readers are served; but a key that is not the declared one is no detail.
  if (facts.signerFault?.kind === "refused") readyz.push(facts.signerFault.reason);

  const healthz = [...readyz];
  if (facts.signerFault && facts.signerFault.kind !== "refused") healthz.push(facts.signerFault.reason);
  if (stalled) healthz.push(`no block for ${seconds} s (limit ${limits.stallSeconds})`);
  return { livez, readyz, healthz };
}

/** Blocks behind the median of the peers; undefined when none answers. */
export function lagBehind(own: number, peers: number[]): number | undefined {
  if (peers.length === 0) return undefined;
  const sorted = [...peers].sort((a, b) => a - b);
  // The lower middle: one peer ahead of the others does not make a node late.
  return Math.max(0, sorted[Math.floor((sorted.length - 1) / 2)]! - own);
}
