import { ConfirmationMissingError } from "./down/errors";
import { takeDown } from "./down/takeDown";
import { isOnThisMachine } from "./pulumi/description";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// `make down`: nothing of the stack is left, whether it was whole, half made, or unknown to its state.
runTool(async () => {
  const stack = namedStack();
  const isLocal = await isOnThisMachine(stack);
  if (!isLocal && process.env.CONFIRM !== stack) throw new ConfirmationMissingError({ stack });
  const startedMs = Date.now();
  await takeDown(stack, { isOnThisMachine: isLocal, print: console.log });
  const rest = isLocal ? "No container, volume, network or file of it is left." : "";
  console.log(
    `Stack "${stack}" is gone after ${((Date.now() - startedMs) / 1000).toFixed(1)} s. ${rest}`.trim(),
  );
  return 0;
});
