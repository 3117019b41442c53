/** What the tests of one source file reach. */
export interface FileCoverage {
  file: string;
  lines: Reached;
  branches: Reached;
}

export interface Reached {
  hit: number;
  total: number;
  /** Lines that hold what was not reached. */
  missing: number[];
}

/** Files of an lcov report, as forge writes it: `DA:line,count` and `BRDA:line,block,branch,count or -`. */
export function parseLcov(report: string): FileCoverage[] {
  return report
    .split("end_of_record")
    .map((record) => record.trim().split("\n"))
    .filter(([first]) => first)
    .map((lines) => ({
      file: fieldsOf(lines, "SF")[0]!,
      lines: reached(fieldsOf(lines, "DA"), 1),
      branches: reached(fieldsOf(lines, "BRDA"), 3),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

const fieldsOf = (lines: readonly string[], kind: string): string[] =>
  lines.filter((line) => line.startsWith(`${kind}:`)).map((line) => line.slice(kind.length + 1));

function reached(fields: readonly string[], countAt: number): Reached {
  const parts = fields.map((field) => field.split(","));
  const missing = parts.filter((part) => !(Number(part[countAt]) > 0)).map(([line]) => Number(line));
  return {
    hit: parts.length - missing.length,
    total: parts.length,
    missing: [...new Set(missing)].sort((a, b) => a - b),
  };
}

/** Share of 100; what has nothing to reach is reached. */
export const percent = ({ hit, total }: Reached): number => (total === 0 ? 100 : (100 * hit) / total);

/** Files of which less than `least` per cent of lines or branches are reached, with the lines that are not. */
export function findUncovered(files: readonly FileCoverage[], least: number): string[] {
  return files.flatMap(({ file, ...kinds }) =>
    (["lines", "branches"] as const)
      .filter((kind) => percent(kinds[kind]) < least)
      .map(
        (kind) => `${file}: ${show(kinds[kind])} of its ${kind}; not lines ${kinds[kind].missing.join(", ")}`,
      ),
  );
}

const show = (reach: Reached): string => `${percent(reach).toFixed(1)} % (${reach.hit}/${reach.total})`;

/** The same as a table, the sum last. */
export function renderCoverage(files: readonly FileCoverage[]): string {
  const sum = (kind: "lines" | "branches"): Reached => ({
    hit: files.reduce((total, file) => total + file[kind].hit, 0),
    total: files.reduce((total, file) => total + file[kind].total, 0),
    missing: [],
  });
  const all = { file: "all", lines: sum("lines"), branches: sum("branches") };
  const width = Math.max(...files.map(({ file }) => file.length));
  return [...files, all]
    .map(({ file, lines, branches }) =>
      [file.padEnd(width), `lines ${show(lines)}`.padEnd(26), `branches ${show(branches)}`].join("  "),
    )
    .join("\n");
}
