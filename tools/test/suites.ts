import { DeployError } from "../../infra/vocab/errors";

export interface Suite {
  name: string;
  command: string[];
  /** How its tests are counted; `check` counts only when it fails. */
  counts: "jest" | "forge" | "check";
  limitMinutes: number;
  /** Runs by `make test-fleet`, not by `make test`. */
  isLong?: boolean;
}

export class SuiteUnknownError extends DeployError<"SUITE_UNKNOWN"> {
  constructor(at: { unknown: string[] }) {
    super("SUITE_UNKNOWN", `No test suite is called ${at.unknown.join(", ")}.`, {
      details: [`known: ${suites.map(({ name }) => name).join(", ")}`],
      fix: "make test, or make test-fleet",
    });
  }
}

const jestSuite = (name: string, limitMinutes: number, ...flags: string[]): Suite => ({
  name,
  command: ["jest", "--selectProjects", name, "--passWithNoTests", ...flags],
  counts: "jest",
  limitMinutes,
});

/** What `make test` runs, cheapest answers first; engine and what follows need the whole set-up. */
export const suites: Suite[] = [
  { name: "setup", command: ["tsx", "tools/setup/setup.ts"], counts: "check", limitMinutes: 30 },
  { name: "lint", command: ["biome", "ci", "."], counts: "check", limitMinutes: 3 },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"], counts: "check", limitMinutes: 5 },
  jestSuite("unit", 15),
  {
    name: "contracts",
    command: ["npm", "run", "--silent", "test:contracts"],
    counts: "forge",
    limitMinutes: 10,
  },
  { name: "coverage", command: ["tsx", "tools/contracts/coverage.ts"], counts: "check", limitMinutes: 8 },
  { name: "static", command: ["tsx", "tools/contracts/staticChecks.ts"], counts: "check", limitMinutes: 10 },
  { name: "abi", command: ["tsx", "tools/abi.ts", "--check"], counts: "check", limitMinutes: 3 },
  { name: "golden", command: ["tsx", "tools/golden.ts", "check"], counts: "check", limitMinutes: 2 },
  jestSuite("node", 35, "--runInBand"),
  jestSuite("engine", 30, "--runInBand"),
  jestSuite("fleet", 30, "--runInBand"),
  jestSuite("clouds", 30, "--runInBand"),
  { ...jestSuite("long", 60, "--runInBand"), isLong: true },
];

/**
 * Suites by name; without a name what `make test` runs.
 * @throws SUITE_UNKNOWN
 */
export function chooseSuites(names: readonly string[]): Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new SuiteUnknownError({ unknown });
  return suites.filter(({ name, isLong }) => (names.length === 0 ? !isLong : names.includes(name)));
}
