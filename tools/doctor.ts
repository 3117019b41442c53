import { examine } from "./doctor/check";
import { cloudChecks } from "./doctor/cloudChecks";
import { baseImageCheck, engineCheck, imagesCheck, releaseCheck, rightsCheck } from "./doctor/engineChecks";
import { clockCheck, diskCheck, memoryCheck, portsCheck } from "./doctor/machineChecks";
import { exitCodeOf, renderVerdicts } from "./doctor/report";
import { stackCheck, stateCheck } from "./doctor/stackChecks";
import { languageHostCheck, nodeCheck, npmCheck, pulumiCheck } from "./doctor/toolChecks";
import { readDescriptionFacts } from "./pulumi/description";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// Exit code 1 where something fails; warnings leave it 0. What only containers as hosts need is asked only for them.
runTool(async () => {
  const stack = namedStack();
  // Where Pulumi itself is missing, the doctor still has to say so.
  const isOnThisMachine =
    stack === "local" || (await readDescriptionFacts(stack).catch(() => undefined))?.isOnThisMachine === true;
  const machineChecks = [
    ...[engineCheck, rightsCheck, baseImageCheck, imagesCheck, releaseCheck],
    ...[diskCheck, memoryCheck, portsCheck],
  ];
  const checks = [
    ...[nodeCheck, npmCheck, pulumiCheck, languageHostCheck, clockCheck],
    ...(isOnThisMachine ? machineChecks : cloudChecks(stack)),
    ...[stateCheck, stackCheck(stack)],
  ];
  const verdicts = await Promise.all(checks.map(examine));
  console.log(renderVerdicts(verdicts));
  return exitCodeOf(verdicts);
});
