import { previewStack } from "./pulumi/previewStack";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  return previewStack(stack);
});
