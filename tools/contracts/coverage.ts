import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeployError } from "../../infra/vocab/errors";
import { runTool } from "../runTool";
import { paths } from "../setup/paths";
import { run } from "../setup/run";
import { findUncovered, parseLcov, renderCoverage } from "./lcov";

const leastPercent = 95;
const folder = "contracts/cache/coverage";

export class UncoveredError extends DeployError<"UNCOVERED"> {
  constructor(at: { least: number; uncovered: string[] }) {
    super("UNCOVERED", `Tests reach less than ${at.least} % of a contract.`, {
      details: at.uncovered,
      fix: "Add tests of what these lines promise; make coverage shows the table again.",
    });
  }
}

// A build of its own: without the optimizer, which would move lines. Traces and invariants ask the same of the same
// code many thousand times, which takes minutes where every step is counted; what they reach, other tests reach too.
runTool(async () => {
  mkdirSync(join(paths.root, folder), { recursive: true });
  const report = join(paths.root, folder, "lcov.info");
  await run(
    "node",
    [
      "tools/contracts/forge.mjs",
      "coverage",
      ...["--report", "lcov", "--report-file", report, "--exclude-tests"],
      ...["--no-match-contract", "LeaseTraces|Invariant"],
    ],
    {
      env: {
        ...process.env,
        FOUNDRY_CONFIG: "contracts/foundry.toml",
        FOUNDRY_OUT: `${folder}/out`,
        FOUNDRY_CACHE_PATH: folder,
        FOUNDRY_FUZZ_RUNS: "64",
        // Gas without the optimizer is nobody's.
        FOUNDRY_SNAPSHOTS: `${folder}/snapshots`,
      },
      fix: "npm run test:contracts shows which test fails.",
    },
  );
  const files = parseLcov(readFileSync(report, "utf8"));
  console.log(renderCoverage(files));
  const uncovered = findUncovered(files, leastPercent);
  if (files.length === 0 || uncovered.length > 0)
    throw new UncoveredError({ least: leastPercent, uncovered });
  return 0;
});
