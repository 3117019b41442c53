import { assertConsent } from "./down/consent";
import { takeDown } from "./down/takeDown";
import { readDescriptionFacts } from "./pulumi/description";
import { runTool } from "./runTool";
import { askOnTerminal } from "./terminal/ask";
import { namedStack } from "./terminal/namedStack";

// `make down`: nothing of the stack is left, whether it was whole, half made, or unknown to its state.
runTool(async () => {
  const stack = namedStack();
  const facts = { stack, ...(await readDescriptionFacts(stack)) };
  const { isOnThisMachine } = facts;
  await assertConsent(facts, { env: process.env, ask: askOnTerminal });
  const startedMs = Date.now();
  await takeDown(stack, { isOnThisMachine, print: console.log });
  const rest = isOnThisMachine ? "No container, volume, network or file of it is left." : "";
  console.log(
    `Stack "${stack}" is gone after ${((Date.now() - startedMs) / 1000).toFixed(1)} s. ${rest}`.trim(),
  );
  return 0;
});
