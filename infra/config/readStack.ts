import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DescriptionMissingError } from "./errors";
import type { StackSource } from "./parseNetwork";
import type { SourceText } from "./parseYaml";

export interface ReadStackOptions {
  /** Folder of the project, where `stacks/` lies. */
  rootDir: string;
  /** Description file, absolute or relative to the project; `stacks/<stack>.yaml` when absent. */
  descriptionFile?: string | undefined;
}

/**
 * Reads the description of a stack and the release files, as text.
 * @throws DESCRIPTION_MISSING
 */
export function readStack(stack: string, { rootDir, descriptionFile }: ReadStackOptions): StackSource {
  const file = descriptionFile ?? `stacks/${stack}.yaml`;
  if (!existsSync(resolve(rootDir, file))) {
    throw new DescriptionMissingError({
      file,
      known: listYaml(rootDir, "stacks").filter((name) => name !== "prices"),
    });
  }
  const read = (path: string): SourceText => ({
    file: path,
    text: readFileSync(resolve(rootDir, path), "utf8"),
  });
  const pricesFile = "stacks/prices.yaml";
  const releaseNames = listYaml(rootDir, "stacks/releases");
  return {
    stack,
    description: read(file),
    releases: Object.fromEntries(releaseNames.map((name) => [name, read(`stacks/releases/${name}.yaml`)])),
    prices: existsSync(join(rootDir, pricesFile)) ? read(pricesFile) : undefined,
  };
}

function listYaml(rootDir: string, folder: string): string[] {
  if (!existsSync(join(rootDir, folder))) return [];
  return readdirSync(join(rootDir, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}
