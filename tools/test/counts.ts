export interface Counts {
  passed: number;
  failed: number;
}

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
}

/** What jest's own report says; a run that ended badly without a failed test counts as one failure. */
export function countJest(report: JestReport | undefined, exitCode: number): Counts {
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  return { passed, failed: exitCode === 0 ? failed : Math.max(1, failed) };
}

/** The sum of forge's closing lines, `12 tests passed, 0 failed, 0 skipped (12 total tests)`; a run without it counts as one failure. */
export function countForge(output: string, exitCode: number): Counts {
  const closing = /(\d+) tests? passed, (\d+) failed, \d+ skipped \(/.exec(output);
  const [, passed = "0", failed = "0"] = closing ?? [];
  const isOver = exitCode === 0 && closing !== null;
  return { passed: Number(passed), failed: isOver ? Number(failed) : Math.max(1, Number(failed)) };
}

/** A check has no tests: it counts only as a failure. */
export function countCheck(exitCode: number): Counts {
  return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
}
