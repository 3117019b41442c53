import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// What would change, line by line inside each file; opens no connection beyond reading what is there.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  return spawnPulumi(["preview", "--diff", "--stack", stack]);
});
