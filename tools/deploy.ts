import { changeStack } from "./pulumi/changeStack";
import { policies } from "./pulumi/previewStack";
import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// `pulumi up` under the policies: on a terminal it shows the preview and asks; with YES=1, or without a terminal, it goes ahead.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  if (process.stdin.isTTY && !process.env.YES) return spawnPulumi(["up", "--stack", stack, ...policies]);
  await changeStack("up", stack, policies);
  return 0;
});
