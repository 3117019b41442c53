import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNetwork, type StackSource } from "../infra/config/parseNetwork";
import { readStack } from "../infra/config/readStack";
import { planCosts } from "../infra/plan/costs";
import { planNetwork } from "../infra/plan/planNetwork";
import { renderPlanTables } from "./planTables";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

const rootDir = join(__dirname, "..");
const standIn = "golden/release.yaml";

runTool(() => {
  const network = parseNetwork(withRelease(readStack(namedStack(), { rootDir })));
  const plan = planNetwork(network);
  const costs = planCosts(plan, network);
  console.log(
    process.argv.includes("--json")
      ? JSON.stringify({ ...plan, ...(costs ? { costs } : {}) }, null, 2)
      : renderPlanTables(plan, costs),
  );
  return 0;
});

// A plan can be read before any image is built on this machine.
function withRelease(source: StackSource): StackSource {
  if (source.releases.local) return source;
  console.error(`note: release "local" is not built here yet; digests are those of ${standIn}.\n`);
  const text = readFileSync(join(rootDir, standIn), "utf8");
  return { ...source, releases: { ...source.releases, local: { file: standIn, text } } };
}
