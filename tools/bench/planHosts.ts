import { performance } from "node:perf_hooks";
import { parseNetwork } from "../../infra/config/parseNetwork";
import type { SourceText } from "../../infra/config/parseYaml";
import { planNetwork } from "../../infra/plan/planNetwork";
import { describeManyHosts } from "./descriptions";

/** Seconds from the text of a description to its plan, median of three. */
export function measurePlanSeconds(hosts: number, release: SourceText): number {
  const description = { file: `${hosts} hosts`, text: describeManyHosts(hosts) };
  const seconds = [1, 2, 3].map(() => {
    const startMs = performance.now();
    planNetwork(parseNetwork({ stack: "many", description, releases: { local: release } }));
    return (performance.now() - startMs) / 1000;
  });
  return seconds.sort((a, b) => a - b)[1]!;
}
