import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// What would change, line by line inside each file, and whether it keeps to the policies; opens no connection beyond reading what is there.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  return spawnPulumi(["preview", "--diff", "--stack", stack, "--policy-pack", "infra/policy"]);
});
