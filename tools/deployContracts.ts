import { writeSources } from "./contracts/writeSources";
import { changeStack } from "./pulumi/changeStack";
import { spawnPulumi } from "./pulumi/runPulumi";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

const targets = ["Contract", "ContractState", "Registration"].flatMap((kind) => [
  "--target",
  `**cordillera:${kind}::**`,
]);

// `make deploy` for contracts alone: no host is changed; where one is to be registered, its own key signs there.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  if (process.stdin.isTTY && !process.env.YES) {
    const code = await spawnPulumi(["up", "--stack", stack, ...targets]);
    if (code !== 0) return code;
  } else await changeStack("up", stack, targets);
  const folder = writeSources(stack);
  if (folder) console.log(`sources for explorers: ${folder}`);
  return 0;
});
