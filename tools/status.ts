import { readStackOutputs } from "./pulumi/stackOutputs";
import { runTool } from "./runTool";
import { reportHosts } from "./status/hostReport";
import { renderLeaseLine } from "./status/leaseLine";
import { renderSetLine } from "./status/setLine";
import { areValidatorsHealthy, renderStatusTable } from "./status/statusTable";
import { namedStack } from "./terminal/namedStack";

// Peers are consensus / execution; exit code 1 where a validator is not healthy.
runTool(async () => {
  const stack = namedStack();
  const reports = await reportHosts(stack, await readStackOutputs(stack));
  console.log(renderStatusTable(reports, Date.now()));
  const lease = renderLeaseLine(reports);
  if (lease) console.log(lease);
  const set = renderSetLine(reports);
  if (set) console.log(set);
  return areValidatorsHealthy(reports) ? 0 : 1;
});
