import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type BuiltServiceName, builtServiceNames } from "../../infra/vocab/words";
import { daDevnetStep, nodePackageStep } from "../setup/sources";
import { runSteps } from "../setup/step";
import { buildRelease } from "./buildRelease";

type Overrides = Partial<Record<BuiltServiceName, string>>;

function collectOverride(text: string, before: Overrides): Overrides {
  const [name = "", folder = ""] = text.split("=");
  const service = builtServiceNames.find((each) => each === name);
  if (!service || !folder)
    throw new InvalidArgumentError(`want <service>=<folder>; known ${builtServiceNames.join(", ")}`);
  return { ...before, [service]: resolve(folder) };
}

const options = new Command("build")
  .description(
    "Builds the images that changed, pushes them into the local store and writes the release file.",
  )
  .option("--release <name>", "name of the release", "local")
  .option(
    "--override <service=folder>",
    "another build folder for a service; may be given again",
    collectOverride,
    {},
  )
  .option("--out <dir>", "folder for the release file, instead of stacks/releases")
  .parse()
  .opts<{ release: string; override: Overrides; out?: string }>();

const step = {
  what: `release ${options.release}`,
  async ensure(progress: (now: string) => void) {
    const result = await buildRelease({
      release: options.release,
      overrides: options.override,
      outFolder: options.out && resolve(options.out),
      onLine: progress,
    });
    return `${result.file}; built ${result.built.join(", ") || "none"}`;
  },
};

runSteps([nodePackageStep, daDevnetStep, step]).then((complete) => {
  process.exitCode = complete ? 0 : 1;
});
