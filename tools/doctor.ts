import { examine } from "./doctor/check";
import { baseImageCheck, engineCheck, imagesCheck, releaseCheck, rightsCheck } from "./doctor/engineChecks";
import { clockCheck, diskCheck, memoryCheck, portsCheck } from "./doctor/machineChecks";
import { exitCodeOf, renderVerdicts } from "./doctor/report";
import { stackCheck, stateCheck } from "./doctor/stackChecks";
import { languageHostCheck, nodeCheck, npmCheck, pulumiCheck } from "./doctor/toolChecks";
import { runTool } from "./runTool";
import { namedStack } from "./terminal/namedStack";

// Exit code 1 where something fails; warnings leave it 0.
runTool(async () => {
  const checks = [
    ...[nodeCheck, npmCheck, pulumiCheck, languageHostCheck],
    ...[engineCheck, rightsCheck, baseImageCheck, imagesCheck, releaseCheck],
    ...[diskCheck, memoryCheck, portsCheck, clockCheck],
    ...[stateCheck, stackCheck(namedStack())],
  ];
  const verdicts = await Promise.all(checks.map(examine));
  console.log(renderVerdicts(verdicts));
  return exitCodeOf(verdicts);
});
