export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
  ok: boolean;
  seconds: number;
}

/** The table of a whole run; its last line is what CI reads. */
export function renderSummary(results: SuiteResult[]): string {
  const rows = results.map((result) => [
    result.ok ? "ok" : "FAIL",
    result.name,
    String(result.passed),
    String(result.failed),
    result.seconds.toFixed(1),
  ]);
  const all = [["", "suite", "passed", "failed", "seconds"], ...rows];
  const lines = all.map((row) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(at === 0 ? 5 : 12) : cell.padStart(9))).join(""),
  );
  const sum = (key: "passed" | "failed" | "seconds") =>
    results.reduce((total, result) => total + result[key], 0);
  return [
    "",
    ...lines,
    `total ${sum("seconds").toFixed(0)} s`,
    `${sum("passed")} passed, ${sum("failed")} failed`,
  ].join("\n");
}
