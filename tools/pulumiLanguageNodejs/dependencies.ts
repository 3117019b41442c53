import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A program's own dependencies and their installed versions. */
export function listDependencies(programDirectory: string): [name: string, version: string][] {
  const { dependencies = {} } = readJson(join(programDirectory, "package.json")) as {
    dependencies?: Record<string, string>;
  };
  const resolve = createRequire(join(programDirectory, "package.json"));
  return Object.entries(dependencies).map(([name, wanted]) => {
    try {
      return [name, (readJson(resolve.resolve(`${name}/package.json`)) as { version: string }).version];
    } catch {
      return [name, wanted];
    }
  });
}

/** A file of the Pulumi SDK that the program has installed. */
export function sdkFile(programDirectory: string, file: string): string {
  return createRequire(join(programDirectory, "package.json")).resolve(`@pulumi/pulumi/${file}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
