import { skewLimitMs } from "./skewAlarm";

/** A peer's clock against the own one, in milliseconds; positive: the peer's is ahead. */
export function offsetOf(at: {
  sentMs: number;
  receivedMs: number;
  peerTime: string | undefined;
}): number | undefined {
  const peerMs = Date.parse(at.peerTime ?? "");
  if (Number.isNaN(peerMs)) return undefined;
  return peerMs - (at.sentMs + at.receivedMs) / 2;
}

/** How far the own clock is from the peers', as most of them see it; undefined when none tells. Positive: ahead. */
export function ownSkewMs(peers: { clockOffsetMs: number | undefined }[]): number | undefined {
  const offsets = peers.flatMap(({ clockOffsetMs }) => (clockOffsetMs === undefined ? [] : [clockOffsetMs]));
  if (offsets.length === 0) return undefined;
  const sorted = [...offsets].sort((a, b) => a - b);
  // Of the two middles the one nearer to zero: a single peer's wrong clock accuses nobody.
  const middles = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
  const offset = middles.sort((a, b) => Math.abs(a) - Math.abs(b))[0]!;
  return offset === 0 ? 0 : -offset;
}

/** The network's wall clock: the own one, unless most peers say that it is wrong. */
export function networkNowMs(ownMs: number, skewMs: number | undefined): number {
  return skewMs !== undefined && Math.abs(skewMs) > skewLimitMs ? ownMs - skewMs : ownMs;
}
