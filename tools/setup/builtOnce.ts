import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashInputs } from "./inputsHash";
import { paths } from "./paths";

/** Runs a build only when its inputs changed or its output is gone; answers whether it ran. */
export async function builtOnce(
  name: string,
  what: { inputs: string[]; output: string; build: () => Promise<unknown> },
): Promise<boolean> {
  const stamp = join(paths.stamps, name);
  const hash = hashInputs(paths.root, what.inputs);
  if (existsSync(what.output) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  await what.build();
  mkdirSync(paths.stamps, { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}
