import { changeStack } from "./pulumi/changeStack";
import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// `pulumi up`: on a terminal it shows the preview and asks; with YES=1, or without a terminal, it goes ahead.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  if (process.stdin.isTTY && !process.env.YES) return spawnPulumi(["up", "--stack", stack]);
  await changeStack("up", stack);
  return 0;
});
