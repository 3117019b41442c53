import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a command lies on PATH. */
export function onPath(command: string, path = process.env.PATH ?? ""): string | undefined {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, command);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
