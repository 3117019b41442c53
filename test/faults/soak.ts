import { runTool } from "../../tools/runTool";
import { chooseSeed } from "./seeded";
import { runTrial } from "./trial";

/** `make soak`: most of the time on four validators, the rest on seven. */
async function main(): Promise<number> {
  const minutes = Number(process.env.SOAK_MINUTES ?? 30);
  const seed = chooseSeed();
  console.log(`SOAK_MINUTES=${minutes} FAULT_SEED=${seed}`);
  for (const [validators, share] of [
    [4, 0.7],
    [7, 0.3],
  ] as const) {
    const report = await runTrial({
      ...{ seed, validators, spared: 0, perSecond: 30 },
      goOn: ({ elapsedMs }) => elapsedMs < minutes * 60_000 * share,
    });
    if (report.failure) return 1;
  }
  return 0;
}

runTool(main);
