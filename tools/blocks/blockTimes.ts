import { z } from "zod";
import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { askLoopback } from "../hosts/httpOverSsh";

const cometRpcPort = 26657;
// CometBFT gives at most this many headers in one answer of /blockchain.
const headersPerAnswer = 20;

const answerSchema = z.object({
  result: z.object({
    block_metas: z.array(z.object({ header: z.object({ height: z.string(), time: z.string() }) })),
  }),
});

/** Milliseconds since 1970 from an RFC 3339 time with up to nanoseconds; fractions of a millisecond stay. */
export function parseTimeMs(time: string): number {
  const [, seconds, fraction = ""] = /^(.*?)(\.\d+)?Z$/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0${fraction}`) * 1000;
}

/** Header time by height from one answer of /blockchain. */
export function parseHeaderTimes(answer: unknown): Map<number, number> {
  const metas = answerSchema.parse(answer).result.block_metas;
  return new Map(metas.map(({ header }) => [Number(header.height), parseTimeMs(header.time)]));
}

/**
 * When each of the blocks was committed, in milliseconds since 1970. CometBFT writes the median of the validators'
 * precommit times of a block into the header of the next one: the commit time of block h is header h + 1.
 */
export async function readCommitTimes(session: HostSession, first: number, last: number): Promise<number[]> {
  const times = new Map<number, number>();
  for (let from = first + 1; from <= last + 1; from += headersPerAnswer) {
    const to = Math.min(last + 1, from + headersPerAnswer - 1);
    const answer = await askLoopback(session, cometRpcPort, `/blockchain?minHeight=${from}&maxHeight=${to}`);
    for (const [height, timeMs] of parseHeaderTimes(answer)) times.set(height - 1, timeMs);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => times.get(first + index)!);
}

/** Seconds between neighbours. */
export function intervalsSeconds(timesMs: readonly number[]): number[] {
  return timesMs.slice(1).map((timeMs, index) => (timeMs - timesMs[index]!) / 1000);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The smallest value that at least `share` of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
