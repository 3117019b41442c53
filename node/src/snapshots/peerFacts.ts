import type { Logger } from "../logger";

export interface JoinPeer {
  name: string;
  statusUrl: string;
}

/** What a peer says of itself. */
export interface PeerFacts {
  peer: JoinPeer;
  height: number;
  /** Heights of which it has snapshots. */
  snapshotHeights: number[];
}

/** What a light client is told to trust, and whom it asks. */
export interface TrustedPoint {
  height: number;
  /** Block hash at that height, upper case hex. */
  hash: string;
  rpcUrls: string[];
}

const timeoutMs = 2_000;
// As many as a node can be told to keep.
const mostHeights = 16;

/** A light client's way to a peer's headers. */
export const consensusUrlOf = ({ statusUrl }: JoinPeer) => statusUrl.replace(/\/status$/, "/consensus");

export async function askPeers(peers: readonly JoinPeer[], logger: Logger): Promise<PeerFacts[]> {
  const answers = await Promise.all(
    peers.map(async (peer) => {
      const said = await ask<{ height: number; snapshotHeights?: number[] }>(peer.statusUrl, logger);
      if (!Number.isSafeInteger(said?.height)) return [];
      return [{ peer, height: said!.height, snapshotHeights: heightsOf(said!.snapshotHeights) }];
    }),
  );
  return answers.flat();
}

function heightsOf(said: unknown): number[] {
  if (!Array.isArray(said)) return [];
  const heights = said.filter((height) => Number.isSafeInteger(height) && height > 0);
  return [...new Set<number>(heights)].slice(0, mostHeights);
}

/** The heights worth asking about: what most peers have first, so that one of them cannot fill the list; then the newest. */
export function rankHeights(facts: readonly PeerFacts[]): number[] {
  const times = new Map<number, number>();
  for (const height of facts.flatMap(({ snapshotHeights }) => snapshotHeights)) {
    times.set(height, (times.get(height) ?? 0) + 1);
  }
  return [...times].sort(([a, timesA], [b, timesB]) => timesB - timesA || b - a).map(([height]) => height);
}

/**
 * A snapshot height at which more than half of the peers, and two where there are two, tell the same block hash
 * and none another; undefined where there is none.
 */
export async function findTrustedPoint(
  facts: readonly PeerFacts[],
  configured: number,
  logger: Logger,
): Promise<TrustedPoint | undefined> {
  for (const height of rankHeights(facts).slice(0, 8)) {
    const told = await Promise.all(
      facts.map(async ({ peer }) => ({ peer, hash: await askHash(peer, height, logger) })),
    );
    const point = agreeOn(height, told, configured);
    if (point) return point;
    logger.warn("peers do not agree on a snapshot's block", {
      height,
      hashes: Object.fromEntries(told.map(({ peer, hash }) => [peer.name, hash ?? "none"])),
    });
  }
  return undefined;
}

/** Pure part of `findTrustedPoint`. */
export function agreeOn(
  height: number,
  told: readonly { peer: JoinPeer; hash: string | undefined }[],
  configured: number,
): TrustedPoint | undefined {
  const known = told.filter(({ hash }) => hash !== undefined);
  const hashes = new Set(known.map(({ hash }) => hash));
  const wanted = Math.max(Math.floor(configured / 2) + 1, Math.min(2, configured));
  if (hashes.size !== 1 || known.length < wanted) return undefined;
  const rpcUrls = known.map(({ peer }) => consensusUrlOf(peer));
  // CometBFT wants two addresses, also where there is one peer.
  return {
    height,
    hash: known[0]!.hash!,
    rpcUrls: rpcUrls.length === 1 ? [...rpcUrls, ...rpcUrls] : rpcUrls,
  };
}

async function askHash(peer: JoinPeer, height: number, logger: Logger): Promise<string | undefined> {
  const body = { jsonrpc: "2.0", id: 1, method: "commit", params: { height: String(height) } };
  const answer = await ask<{
    result?: { signed_header?: { commit?: { block_id?: { hash?: string } } } };
  }>(consensusUrlOf(peer), logger, body);
  const hash = answer?.result?.signed_header?.commit?.block_id?.hash;
  return typeof hash === "string" && /^[0-9A-F]{64}$/i.test(hash) ? hash.toUpperCase() : undefined;
}

async function ask<T>(url: string, logger: Logger, body?: object): Promise<T | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch (error) {
    logger.debug("no answer", { url, reason: (error as Error).message });
    return undefined;
  }
}
