import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNetwork } from "../../infra/config/parseNetwork";
import type { SourceText } from "../../infra/config/parseYaml";
import { readStack } from "../../infra/config/readStack";
import type { Plan } from "../../infra/plan/plan";
import { planNetwork } from "../../infra/plan/planNetwork";
import { DeployError } from "../../infra/vocab/errors";
import { descriptionFileOf } from "../pulumi/description";
import { mustPulumi } from "../pulumi/runPulumi";
import { imageId } from "../setup/baseImage";
import { paths } from "../setup/paths";
import { findObstacle } from "./chooseUpdate";
import type { RecordedSetting, Update } from "./history";
import { openRepository } from "./repository";
import { type RestorationSources, readRestoration } from "./restoration";

/** The price list of this checkout. */
export function readPrices(): SourceText | undefined {
  const file = "stacks/prices.yaml";
  const path = join(paths.root, file);
  return existsSync(path) ? { file, text: readFileSync(path, "utf8") } : undefined;
}

/** The settings file of a stack, and what Pulumi makes of it. */
export async function readSettings(stack: string) {
  const file = `Pulumi.${stack}.yaml`;
  const path = join(paths.root, file);
  const told = await mustPulumi(["config", "--json", "--stack", stack]);
  return {
    file,
    text: existsSync(path) ? readFileSync(path, "utf8") : "",
    present: JSON.parse(told) as Record<string, RecordedSetting>,
  };
}

/**
 * What runs now: the description of the last update, where git has it, else the one that lies here. Undefined where
 * that cannot be read: a faulty description is a reason to go back, not to stay.
 */
export async function readPresentPlan(
  updates: readonly Update[],
  sources: RestorationSources,
): Promise<Plan | undefined> {
  const last = updates.filter(({ result }) => result === "succeeded").at(-1);
  const { hasCommit } = openRepository(paths.root);
  try {
    if (last && !findObstacle(last, hasCommit)) return readRestoration(last, sources).plan;
    const descriptionFile = await descriptionFileOf(sources.stack);
    return planNetwork(parseNetwork(readStack(sources.stack, { rootDir: paths.root, descriptionFile })));
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return undefined;
  }
}

/** Images that containers as hosts are made of and that this machine no longer has. */
export async function missingLocalImages({ release }: Plan): Promise<string[]> {
  const { localImages } = release;
  if (!localImages) return [];
  const missing: string[] = [];
  for (const [name, id] of Object.entries(localImages)) if (!(await imageId(id))) missing.push(name);
  return missing;
}
