import { runTool } from "../../tools/runTool";
import { chooseSeed } from "./seeded";
import { runTrial } from "./trial";

/** `make faults`: kill −9 of anything, again and again, over a running network under load. */
async function main(): Promise<number> {
  const kills = Number(process.env.FAULT_KILLS ?? 200);
  const seed = chooseSeed();
  console.log(`FAULT_KILLS=${kills} FAULT_SEED=${seed}`);
  const report = await runTrial({
    ...{ seed, validators: 4, perSecond: 30, kinds: ["kill", "kill", "kill", "killEverything"] as const },
    goOn: ({ done }) => done < kills,
  });
  return report.failure ? 1 : 0;
}

runTool(main);
