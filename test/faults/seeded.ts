/** Numbers that look random and are the same for the same seed. */
export class Seeded {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1); mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.between(0, from.length - 1)]!;
  }

  shuffled<T>(from: readonly T[]): T[] {
    const rest = [...from];
    for (let at = rest.length - 1; at > 0; at--) {
      const other = this.between(0, at);
      [rest[at], rest[other]] = [rest[other]!, rest[at]!];
    }
    return rest;
  }
}

/** `FAULT_SEED`, else a new one. */
export function chooseSeed(text = process.env.FAULT_SEED): number {
  if (text === undefined || text === "") return Math.floor(Math.random() * 1_000_000);
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new Error(`FAULT_SEED: must be a whole number (got "${text}")`);
  return seed;
}
