import type { Registry } from "prom-client";
import { metricCatalogue } from "./catalogue";

// These names are given from outside and end like a histogram's count; of an untyped metric nobody expects one.
const untyped = [metricCatalogue.peers.name, metricCatalogue.peerCount.name];

/** What a scrape gets; `promtool check metrics` has nothing to say against it. */
export async function renderMetrics(registry: Registry): Promise<string> {
  const text = await registry.metrics();
  return untyped.reduce(
    (lines, name) => lines.replace(`# TYPE ${name} gauge`, `# TYPE ${name} untyped`),
    text,
  );
}
