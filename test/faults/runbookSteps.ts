import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const dataDir = "/srv/cordillera/data";
// What a host's data folders are called in a test's own.
const folders: Record<string, string> = { app: "app", geth: "geth", cometbft: "comet/data" };

export function readRunbook(name: string): string {
  return readFileSync(join(__dirname, "../../docs/runbooks", name), "utf8");
}

/** The shell block that holds this text, as it stands or as `adapt` makes it, for a test's folder in place of the host's. */
export function stepText(
  runbook: string,
  containing: string,
  dir: string,
  adapt = (block: string) => block,
): string {
  const blocks = [...readRunbook(runbook).matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block!);
  const block = blocks.find((each) => each.includes(containing));
  if (!block) throw new Error(`${runbook} has no step with ${containing}`);
  return Object.entries(folders)
    .reduce((text, [name, folder]) => text.replaceAll(`${dataDir}/${name}`, join(dir, folder)), adapt(block))
    .replaceAll(dataDir, dir);
}

/** Runs such a block. */
export function runStep(runbook: string, containing: string, dir: string): string {
  return execFileSync("bash", ["-euc", stepText(runbook, containing, dir)], { encoding: "utf8" });
}
