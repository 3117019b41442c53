import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { canInstallPackages, installPackages } from "../../setup/apt";
import { builtOnce } from "../../setup/builtOnce";
import { SetupError } from "../../setup/errors";
import { paths } from "../../setup/paths";
import { run, tryRun } from "../../setup/run";
import { contractsStep } from "../../setup/sources";
import { excludedChecks } from "./accepted";
import type { Finding } from "./judge";

const environment = join(paths.cache, "slither");
const requirements = join(__dirname, "requirements.txt");

/** Slither in a Python environment of its own, exact versions of all that it needs. */
async function ensureSlither(): Promise<string> {
  const command = join(environment, "bin/slither");
  await builtOnce("slither", {
    inputs: [requirements],
    output: command,
    build: async () => {
      rmSync(environment, { recursive: true, force: true });
      const make = () => tryRun("python3", ["-m", "venv", environment]);
      if ((await make()) === undefined && canInstallPackages())
        await installPackages(["python3", "python3-venv"], () => undefined);
      if (!existsSync(join(environment, "bin/pip")))
        await run("python3", ["-m", "venv", environment], { fix: "Install Python 3.10 or later with venv." });
      await run(join(environment, "bin/pip"), ["install", "-q", "-r", requirements]);
    },
  });
  return command;
}

// It reads what the compiler said of the sources as they are, and every such report that lies there.
async function ensureOneBuild(): Promise<void> {
  await contractsStep.ensure(() => undefined);
  const reports = join(paths.root, "contracts/out/build-info");
  if (existsSync(reports) && readdirSync(reports).length === 1) return;
  rmSync(reports, { recursive: true, force: true });
  await run("npm", ["run", "--silent", "build:contracts"]);
}

/** Everything that slither finds in our sources. @throws COMMAND_FAILED */
export async function runSlither(): Promise<Finding[]> {
  const slither = await ensureSlither();
  await ensureOneBuild();
  const report = join(workspace(), "report.json");
  rmSync(report, { force: true });
  // It asks foundry.toml for its folders, and looks for that beside them.
  const { FOUNDRY_CONFIG: _, ...env } = process.env;
  const args = [
    "--foundry-ignore-compile",
    "--foundry-out-directory",
    "contracts/out",
    "--exclude-dependencies",
  ];
  const excluded = ["--exclude", Object.keys(excludedChecks).join(","), "--exclude-optimization"];
  const output = await run(
    slither,
    [
      ".",
      ...args,
      ...excluded,
      "--exclude-informational",
      "--filter-paths",
      "contracts/test",
      "--no-fail-pedantic",
      "--json",
      report,
    ],
    { cwd: workspace(), env },
  );
  const { success, error, results } = JSON.parse(readFileSync(report, "utf8")) as {
    success: boolean;
    error: string | null;
    results: { detectors?: Finding[] };
  };
  if (!success) throw new SetupError("COMMAND_FAILED", "slither failed.", { details: [error ?? output] });
  return results.detectors ?? [];
}

// Slither takes the folder of foundry.toml for the project's; ours is one below, so it gets a folder with both.
function workspace(): string {
  const folder = join(paths.root, "contracts/cache/slither");
  mkdirSync(folder, { recursive: true });
  const links = {
    contracts: "contracts",
    node_modules: "node_modules",
    "foundry.toml": "contracts/foundry.toml",
  };
  for (const [name, target] of Object.entries(links)) {
    if (!existsSync(join(folder, name))) symlinkSync(join("../../..", target), join(folder, name));
  }
  return folder;
}
