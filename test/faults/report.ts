export interface TrialReport {
  seed: number;
  validators: number;
  troubles: { kind: string; name: string; backMs: number }[];
  /** MiB of each application, one row per trouble. */
  memory: number[][];
  /** Heights that were compared on all validators. */
  blocks: number;
  sent: number;
  epochs: number[];
  seconds: number;
  failure?: string;
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
  if (report.epochs.length > 0) {
    lines.push(
      `lease epochs ${report.epochs[0]} to ${report.epochs.at(-1)}: ${report.epochs.length - 1} rotations seen`,
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

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
