import { runTool } from "../../tools/runTool";
import type { TrialReport } from "./report";
import { chooseSeed } from "./seeded";
import { checkSoak } from "./soakFaults";
import { runTrial } from "./trial";

/** `make soak`: most of the time on four validators, the rest on seven. */
async function main(): Promise<number> {
  const minutes = Number(process.env.SOAK_MINUTES ?? 30);
  const seed = chooseSeed();
  console.log(`SOAK_MINUTES=${minutes} FAULT_SEED=${seed}`);
  const reports: TrialReport[] = [];
  for (const [validators, share] of [
    [4, 0.7],
    [7, 0.3],
  ] as const) {
    const report = await runTrial({
      ...{ seed, validators, spared: 0, perSecond: 30 },
      goOn: ({ elapsedMs }) => elapsedMs < minutes * 60_000 * share,
    });
    if (report.failure) return 1;
    reports.push(report);
  }
  const faults = checkSoak(reports, { minutes });
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

runTool(main);
