import { findUncovered, parseLcov, renderCoverage } from "./lcov";

const report = [
  "TN:",
  "SF:contracts/src/B.sol",
  "DA:3,12",
  "DA:4,0",
  "BRDA:3,0,0,2",
  "BRDA:3,0,1,-",
  "BRDA:4,1,0,0",
  "end_of_record",
  "TN:",
  "SF:contracts/src/A.sol",
  "DA:1,1",
  "end_of_record",
  "",
].join("\n");

test("reads what is reached, file by file", () => {
  expect(parseLcov(report.replaceAll("TN:\n", ""))).toEqual([
    {
      file: "contracts/src/A.sol",
      lines: { hit: 1, total: 1, missing: [] },
      branches: { hit: 0, total: 0, missing: [] },
    },
    {
      file: "contracts/src/B.sol",
      lines: { hit: 1, total: 2, missing: [4] },
      branches: { hit: 1, total: 3, missing: [3, 4] },
    },
  ]);
});

test("names the file, the figure and the lines that no test reaches", () => {
  expect(findUncovered(parseLcov(report), 95)).toEqual([
    "contracts/src/B.sol: 50.0 % (1/2) of its lines; not lines 4",
    "contracts/src/B.sol: 33.3 % (1/3) of its branches; not lines 3, 4",
  ]);
  expect(findUncovered(parseLcov(report), 33)).toEqual([]);
});

test("sums up", () => {
  expect(renderCoverage(parseLcov(report)).split("\n").at(-1)).toMatch(
    /^all {18}lines 66\.7 % \(2\/3\) +branches 33\.3 % \(1\/3\)$/,
  );
});
