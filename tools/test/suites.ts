export interface Suite {
  name: string;
  command: string[];
  /** How its tests are counted; `check` counts only when it fails. */
  counts: "jest" | "forge" | "check";
  limitMinutes: number;
}

const jest = (name: string, limitMinutes: number, ...flags: string[]): Suite => ({
  name,
  command: ["jest", "--selectProjects", name, "--passWithNoTests", ...flags],
  counts: "jest",
  limitMinutes,
});

/** What `make test` runs, cheapest answers first; engine and fleet need the whole set-up. */
export const suites: Suite[] = [
  { name: "setup", command: ["tsx", "tools/setup/setup.ts"], counts: "check", limitMinutes: 30 },
  { name: "lint", command: ["biome", "ci", "."], counts: "check", limitMinutes: 3 },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"], counts: "check", limitMinutes: 5 },
  jest("unit", 10),
  {
    name: "contracts",
    command: ["npm", "run", "--silent", "test:contracts"],
    counts: "forge",
    limitMinutes: 5,
  },
  { name: "golden", command: ["tsx", "tools/golden.ts", "check"], counts: "check", limitMinutes: 2 },
  jest("node", 15, "--runInBand"),
  jest("engine", 15, "--runInBand"),
  jest("fleet", 30, "--runInBand"),
];
