import { mean, quantile } from "../../tools/blocks/blockTimes";

export interface TrialReport {
  seed: number;
  validators: number;
  troubles: { kind: string; name: string; backMs: number }[];
  /** MiB of each application, one row per trouble. */
  memory: number[][];
  /** Heights that were compared on all validators. */
  blocks: number;
  sent: number;
  /** As they were seen, in order. */
  leases: { epoch: number; startHeight: number }[];
  /** Blocks of a lease that nothing cuts short. */
  leaseBlocks: number;
  /** From header to header, the troubles' own time in it. */
  intervalsMs: number[];
  /** Whose application ran all the while. */
  spared?: number | undefined;
  seconds: number;
  failure?: string;
}

/** Leases that ended after all their blocks, and whose beginning and end were seen. */
export function countFullLeases({ leases, leaseBlocks }: TrialReport): number {
  return leases.filter(({ epoch, startHeight }, index) => {
    const next = leases[index + 1];
    return next?.epoch === epoch + 1 && next.startHeight === startHeight + leaseBlocks;
  }).length;
}

/** What happened, as a table. */
export function renderTrial(report: TrialReport): string {
  const kinds = [...new Set(report.troubles.map(({ kind }) => kind))].sort();
  const rows = [...kinds, "all"].map((kind) => {
    const backs = report.troubles
      .filter((one) => kind === "all" || one.kind === kind)
      .map(({ backMs }) => backMs);
    return [kind, String(backs.length), seconds(median(backs)), seconds(Math.max(0, ...backs))];
  });
  const lines = [
    `\n${report.validators} validators, ${report.seconds} s, seed ${report.seed}`,
    columns([["trouble", "times", "back: median", "worst"], ...rows]),
    `${report.blocks} heights equal on all validators, ${report.sent} transfers taken`,
  ];
  const [first, last] = [report.memory[0], report.memory.at(-1)];
  if (first && last) {
    lines.push(
      `application memory, MiB: ${first.map((start, index) => `v${index + 1} ${start} → ${last[index]}`).join(", ")}`,
    );
  }
  if (report.leases.length > 0) {
    const [from, to] = [report.leases[0]!.epoch, report.leases.at(-1)!.epoch];
    lines.push(
      `leases ${from} to ${to}: ${to - from} rotations, ${countFullLeases(report)} after all ${report.leaseBlocks} blocks`,
    );
  }
  if (report.intervalsMs.length > 0) {
    const of = (share: number) => seconds(quantile(report.intervalsMs, share), 2);
    lines.push(
      `${report.intervalsMs.length} intervals, with troubles: least ${of(0)}, half ≤ ${of(0.5)}, 99 % ≤ ${of(0.99)}, mean ${seconds(mean(report.intervalsMs), 2)}`,
    );
  }
  if (report.failure) {
    lines.push(`NOT HEALED: ${report.failure}`, `again: FAULT_SEED=${report.seed}`);
  }
  return lines.join("\n");
}

function columns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("  "),
    )
    .join("\n");
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function seconds(ms: number, digits = 1): string {
  return `${(ms / 1000).toFixed(digits)} s`;
}
