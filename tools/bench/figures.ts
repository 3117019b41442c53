import { cpus, release, totalmem } from "node:os";
import Table from "cli-table3";

export interface Goal {
  /** As people read it: `≤ 60`, `2.00 ± 0.05`. */
  text: string;
  isMet(value: number): boolean;
}

export interface Measure {
  unit: string;
  goal: Goal;
  /** How the value is found. */
  how: string;
}

const atMost = (limit: number): Goal => ({ text: `≤ ${limit}`, isMet: (value) => value <= limit });
const atLeast = (limit: number): Goal => ({ text: `≥ ${limit}`, isMet: (value) => value >= limit });
const within = (centre: number, reach: number): Goal => ({
  text: `${centre.toFixed(2)} ± ${reach}`,
  // Tolerates what doubles make of 2.05 − 2.
  isMet: (value) => Math.abs(value - centre) <= reach + 1e-9,
});

/** Every figure of `make bench`, in the order of the table. */
export const measures = {
  timeToFirstBlockSeconds: {
    unit: "s",
    goal: atMost(60),
    how: "images built, 5 hosts: start of pulumi up → commit of block 1",
  },
  upSeconds: { unit: "s", goal: atMost(120), how: "the same up until it ends, contract included" },
  secondUpSeconds: { unit: "s", goal: atMost(8), how: "pulumi up again, refresh included" },
  secondUpChanges: {
    unit: "resources",
    goal: { text: "0", isMet: (value: number) => value === 0 },
    how: "created, updated, replaced or deleted by it",
  },
  previewSeconds: { unit: "s", goal: atMost(8), how: "pulumi preview, nothing changed, refresh included" },
  blockIntervalMeanSeconds: {
    unit: "s",
    goal: within(2, 0.05),
    how: "100 blocks, idle: median precommit times in CometBFT headers",
  },
  blockIntervalP99Seconds: { unit: "s", goal: atMost(2.4), how: "the same, 99th percentile" },
  inclusionP99Seconds: {
    unit: "s",
    goal: atMost(3.5),
    how: "600 transfers a second for 20 s, spread over the sequencers: sent → in a block at the first one, 99th percentile",
  },
  transfersPerSecond: {
    unit: "/s",
    // What a throw-away prototype of four validators did on such a machine.
    goal: atLeast(1037),
    how: "1,500 transfers a second offered for 20 s: in blocks, over the time between the first block and the last",
  },
  memoryPerHostMb: {
    unit: "MB",
    goal: atMost(1024),
    how: "largest host: proportional memory (Pss) of all its processes",
  },
  previewHosts100Seconds: {
    unit: "s",
    goal: atMost(30),
    how: "first pulumi preview of 100 hosts in nine regions, with stand-in providers",
  },
  upTestnetSeconds: {
    unit: "s",
    goal: atMost(600),
    how: "stacks/testnet.yaml, 7 hosts as containers on stand-in clouds: one pulumi up from nothing to its end",
  },
  rebuildBlocksPerSecond: {
    unit: "blocks/s",
    goal: atLeast(10),
    how: "rebuild --from-da: 128 blocks of 40 transfers from a devnet's blobs into an empty geth",
  },
  blobCompressionRatio: {
    unit: "×",
    goal: atLeast(1.5),
    how: "payloads by what was posted (zstd), the same blocks: signed transfers to random addresses",
  },
  planHosts500Seconds: { unit: "s", goal: atMost(2), how: "YAML of 500 hosts → plan, median of 3" },
} satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;
export type Figures = Partial<Record<MeasureName, number>>;

const names = Object.keys(measures) as MeasureName[];

/** Three digits after the point are more than these figures are good for. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** What bench/latest.json holds: each figure that was measured. */
export function figuresJson(figures: Figures): string {
  const entries = names.flatMap((name) => {
    const value = figures[name];
    const { unit, goal } = measures[name];
    return value === undefined ? [] : [[name, { value: rounded(value), unit, goal: goal.text }] as const];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** Names of the figures that are missing or miss their goal. */
export function missedGoals(figures: Figures): MeasureName[] {
  return names.filter((name) => !(figures[name] !== undefined && measures[name].goal.isMet(figures[name])));
}

export function renderFigures(figures: Figures): string {
  const missed = missedGoals(figures);
  const head = ["figure", "value", "goal", "ok", "how measured"];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const name of names) {
    const { unit, goal, how } = measures[name];
    const value = figures[name] === undefined ? "not measured" : `${rounded(figures[name])} ${unit}`;
    table.push([name, value, goal.text, missed.includes(name) ? "NO" : "yes", how]);
  }
  return table.toString();
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${gib} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}
