/** Writes the moment of birth into both texts; whole seconds, as the execution chain counts. */
export function stampGenesis(texts: { comet: string; geth: string }, nowMs: number) {
  const seconds = Math.floor(nowMs / 1_000);
  const bornAt = new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
  const comet = { genesis_time: bornAt, ...JSON.parse(texts.comet) };
  const geth = { ...JSON.parse(texts.geth), timestamp: `0x${seconds.toString(16)}` };
  return {
    cometGenesis: `${JSON.stringify(comet, null, 2)}\n`,
    gethGenesis: `${JSON.stringify(geth, null, 2)}\n`,
    bornAt,
  };
}

const maxTold = 6;
const short = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** What differs between two JSON texts, as `path (was …, would be …)`; at most six, then how many more. */
export function changedPaths(before: string, now: string): string[] {
  const found: string[] = [];
  const walk = (path: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    const areMaps = [a, b].every((value) => value !== null && typeof value === "object");
    if (!areMaps) {
      found.push(`${path} (was ${short(a)}, would be ${short(b)})`);
      return;
    }
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    const keys = [...Object.keys(left), ...Object.keys(right).filter((key) => !(key in left))];
    for (const key of keys) walk(path ? `${path}.${key}` : key, left[key], right[key]);
  };
  walk("", JSON.parse(before), JSON.parse(now));
  return found.length <= maxTold ? found : [...found.slice(0, maxTold), `and ${found.length - maxTold} more`];
}
