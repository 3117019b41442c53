import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMachine, figuresJson, missedGoals, renderFigures } from "./bench/figures";
import { runBench } from "./bench/runBench";
import { runTool } from "./runTool";
import { paths } from "./setup/paths";

// `make bench`: exit code 1 where a figure misses its goal.
runTool(async () => {
  const figures = await runBench((line) => console.log(`bench: ${line}`));
  console.log(`\n${renderFigures(figures)}\nmachine: ${describeMachine()}`);
  mkdirSync(join(paths.root, "bench"), { recursive: true });
  writeFileSync(join(paths.root, "bench/latest.json"), figuresJson(figures));
  return missedGoals(figures).length === 0 ? 0 : 1;
});
