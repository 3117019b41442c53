import { runProof } from "./proof/runProof";
import { changeStack } from "./pulumi/changeStack";
import { ensureStack } from "./pulumi/stacks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// `make up`: set-up has run. Brings the stack up with plain pulumi, then shows that it works.
runTool(async () => {
  const stack = namedStack();
  await ensureStack(stack);
  const startedMs = Date.now();
  await changeStack("up", stack);
  console.log(`\npulumi up took ${((Date.now() - startedMs) / 1000).toFixed(1)} s. Proof:`);
  await runProof(stack, { startedMs, print: (line) => console.log(`  ${line}`) });
  console.log(`Finished all in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
  return 0;
});
