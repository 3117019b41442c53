import { isAbsolute, normalize, relative } from "node:path";
import { parse } from "yaml";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { planCosts } from "../../infra/plan/costs";
import type { Plan } from "../../infra/plan/plan";
import { planNetwork } from "../../infra/plan/planNetwork";
import { DeployError } from "../../infra/vocab/errors";
import { describeUpdate, RollbackError, refuseUpdate } from "./errors";
import type { Update } from "./history";
import type { Repository } from "./repository";

/** The description and release of an update as its commit has them, and what they mean today. */
export interface Restoration {
  /** Text per file, relative to the project. */
  files: Record<string, string>;
  plan: Plan;
}

export interface RestorationSources {
  stack: string;
  rootDir: string;
  repository: Pick<Repository, "fileIn">;
  /** The price list of today: an old one would only mislead. */
  prices: { file: string; text: string } | undefined;
}

/**
 * Reads from git what an update was made of; checks nothing out and writes nothing.
 * @throws ROLLBACK_REFUSED
 */
export function readRestoration(update: Update, sources: RestorationSources): Restoration {
  const { stack, repository, prices } = sources;
  const commit = update.commit!;
  const descriptionFile = placeInProject(update, sources);
  const read = (file: string, what: string, fix: string): string => {
    const text = repository.fileIn(commit, file);
    if (text === undefined) throw refuseUpdate(update, `its ${what} ${file} is not in git`, fix);
    return text;
  };
  const description = read(descriptionFile, "description", "Choose another update.");
  const release = releaseNamed(description);
  const releaseFile = `stacks/releases/${release}.yaml`;
  const releaseText = read(
    releaseFile,
    "release",
    "Choose another update. To be able to go back, write releases under names of their own (make images NAME=…), commit them and name them in the description.",
  );
  try {
    const network = parseNetwork({
      stack,
      description: { file: descriptionFile, text: description },
      releases: { [release]: { file: releaseFile, text: releaseText } },
      prices,
    });
    const plan = planNetwork(network);
    planCosts(plan, network);
    return { files: { [descriptionFile]: description, [releaseFile]: releaseText }, plan };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new RollbackError(
      "ROLLBACK_REFUSED",
      `The program of today does not accept what ${describeUpdate(update)} was made of.`,
      {
        details: error.message.split("\n"),
        fix: "Choose a later update, or mend a copy of that description by hand: git show shows it.",
        cause: error,
      },
    );
  }
}

function placeInProject(update: Update, { stack, rootDir }: RestorationSources): string {
  const set = update.config["cordillera:description"]?.value || `stacks/${stack}.yaml`;
  const file = isAbsolute(set) ? relative(rootDir, set) : normalize(set);
  if (file.startsWith("..") || isAbsolute(file))
    throw refuseUpdate(
      update,
      `its description ${set} lies outside of this checkout`,
      "Choose another update.",
    );
  return file;
}

function releaseNamed(description: string): string {
  // A description that cannot be read is refused by the parser with all its faults.
  try {
    const { release } = (parse(description) ?? {}) as { release?: unknown };
    return typeof release === "string" ? release : "";
  } catch {
    return "";
  }
}
