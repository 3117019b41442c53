import { changeStack } from "./pulumi/changeStack";
import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

const targets = ["Contract", "ContractState"].flatMap((kind) => ["--target", `**cordillera:${kind}::**`]);

// `make deploy` for contracts alone: no host is looked at, let alone changed.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  if (process.stdin.isTTY && !process.env.YES) return spawnPulumi(["up", "--stack", stack, ...targets]);
  await changeStack("up", stack, targets);
  return 0;
});
