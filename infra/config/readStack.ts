import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DescriptionMissingError } from "./errors";
import type { Neighbour } from "./networkRules";
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
  const neighbours = file.startsWith("stacks/") ? readNeighbours(rootDir, file, read) : [];
  const pricesFile = "stacks/prices.yaml";
  const releaseNames = listYaml(rootDir, "stacks/releases");
  return {
    stack,
    description: read(file),
    releases: Object.fromEntries(releaseNames.map((name) => [name, read(`stacks/releases/${name}.yaml`)])),
    neighbours,
    prices: existsSync(join(rootDir, pricesFile)) ? read(pricesFile) : undefined,
  };
}

// By their first lines only: a fault in another network's description is none of this one.
function readNeighbours(rootDir: string, own: string, read: (path: string) => SourceText): Neighbour[] {
  return listYaml(rootDir, "stacks")
    .map((name) => `stacks/${name}.yaml`)
    .filter((file) => file !== own && file !== "stacks/prices.yaml")
    .flatMap((file) => {
      const { text } = read(file);
      const network = /^network:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1];
      return network && /provider:\s*["']?(hetzner|aws)\b/.test(text) ? [{ file, network }] : [];
    });
}

function listYaml(rootDir: string, folder: string): string[] {
  if (!existsSync(join(rootDir, folder))) return [];
  return readdirSync(join(rootDir, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}
