import { countCheck, countForge, countJest } from "./counts";

describe("countJest", () => {
  test("counts a file that does not load as a failure", () => {
    const report = { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 1 };
    expect(countJest(report, 1)).toEqual({ passed: 3, failed: 2 });
  });

  test("a run that ended badly without a report is one failure", () => {
    expect(countJest(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("countForge", () => {
  test("reads the closing line", () => {
    const output =
      "Ran 2 test suites in 12.34ms (8ms CPU time): 14 tests passed, 0 failed, 0 skipped (14 total tests)\n";
    expect(countForge(output, 0)).toEqual({ passed: 14, failed: 0 });
  });

  test("a compiler error is one failure", () => {
    expect(countForge("Error: Compiler run failed", 1)).toEqual({ passed: 0, failed: 1 });
    expect(countForge("Error: Compiler run failed", 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("countCheck", () => {
  test("counts only as a failure", () => {
    expect([countCheck(0), countCheck(2)]).toEqual([
      { passed: 0, failed: 0 },
      { passed: 0, failed: 1 },
    ]);
  });
});
