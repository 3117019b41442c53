/** What was seen of one validator at one moment. */
export interface Sighting {
  name: string;
  power: number;
  /** Of this wave or an earlier one: it must do its part. The others count only for what the chain can do. */
  isRequired: boolean;
  /** `empty`: no generation yet; `away`: no ssh; `silent`: no status; `answers`. */
  state: "empty" | "away" | "silent" | "answers";
  height: number;
  isHealthy: boolean;
  /** Why it is not healthy, in its own words. */
  reason: string;
}

export interface GateRules {
  minBlocks: number;
  maxLagBlocks: number;
  /** How long later validators may be silent before the gate believes that the chain cannot move. */
  patienceSeconds: number;
}

export interface Verdict {
  isPassed: boolean;
  note: string;
  /** One line per validator. */
  rows: string[];
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * Judges a wave: every validator so far grows by `minBlocks`, stands within `maxLagBlocks` of the median and calls
 * itself healthy. Where two thirds of the power or less take part through no fault of this wave, the chain cannot
 * move, and answering is enough.
 */
export function judgeWave(
  first: Sighting[],
  latest: Sighting[],
  elapsedSeconds: number,
  rules: GateRules,
): Verdict {
  const total = latest.reduce((sum, { power }) => sum + power, 0);
  const powerOf = (seen: Sighting[]) => seen.reduce((sum, { power }) => sum + power, 0);
  const answering = latest.filter(({ state }) => state === "answers");
  const required = latest.filter(({ isRequired }) => isRequired);
  const middle = median(answering.map(({ height }) => height));
  const grown = ({ name, height }: Sighting) => {
    const start = first.find((seen) => seen.name === name && seen.state === "answers");
    return start ? height - start.height : 0;
  };
  const isBehind = ({ height }: Sighting) => Math.abs(height - middle) > rules.maxLagBlocks;
  const isDone = (seen: Sighting) =>
    seen.state === "answers" && seen.isHealthy && grown(seen) >= rules.minBlocks && !isBehind(seen);

  const rows = latest.map((seen) => {
    const part = seen.isRequired ? "" : " (later wave)";
    if (seen.state === "empty") return `${seen.name}: has no generation yet${part}`;
    if (seen.state === "away") return `${seen.name}: no ssh connection${part}`;
    if (seen.state === "silent") return `${seen.name}: its node does not answer${part}`;
    const lag = isBehind(seen) ? `, median ${middle}` : "";
    const health = seen.isHealthy ? "healthy" : `not healthy: ${seen.reason || "no reason given"}`;
    return `${seen.name}: height ${seen.height} (+${grown(seen)}${lag}), ${health}${part}`;
  });

  if (required.length > 0 && required.every(isDone)) return { isPassed: true, note: "blocks grow", rows };
  const isAnswering = required.every(({ state }) => state === "answers");
  const isShort = powerOf(answering) * 3 <= total * 2;
  const withoutEmpty = powerOf(latest.filter(({ state }) => state !== "empty"));
  const isExcused = withoutEmpty * 3 <= total * 2 || elapsedSeconds >= rules.patienceSeconds;
  if (isAnswering && isShort && isExcused) {
    return {
      isPassed: true,
      note: `the chain cannot move yet: power ${powerOf(answering)} of ${total} takes part`,
      rows,
    };
  }
  return { isPassed: false, note: "waiting", rows };
}
