import { Counter, Histogram } from "prom-client";
import { makeMetrics, metricCatalogue } from "../node/src/metrics/catalogue";

const head = `# Metrics of the node

Written by \`make docs\` from \`node/src/metrics/catalogue.ts\`; do not edit. Every node serves them at
\`http://<private address>:9001/metrics\`, with the usual \`process_*\` and \`nodejs_*\` of its process. geth and CometBFT
serve their own.

| metric | kind | labels | what it says |
|---|---|---|---|
`;

const absent = `
## Names of earlier documents that this node does not have

| name | why |
|---|---|
| \`ande_parallel_*\` | geth executes one transaction after the other |
| \`ande_mev_*\` | no auction runs in the node |
| \`ande_messages_received_total\`, \`ande_messages_sent_total\` | CometBFT counts bytes, not messages: \`cometbft_p2p_message_receive_bytes_total\`, \`cometbft_p2p_message_send_bytes_total\` |
| \`ande_network_bandwidth_{in,out}_bytes_per_sec\` | \`promtool check metrics\` refuses the unit: \`cordillera_network_in_bytes_per_second\`, \`cordillera_network_out_bytes_per_second\` |
| \`ande_rpc_rate_limit_hits_total\` | the limit is the front door's: \`haproxy_*\` of edges |
`;

interface Described {
  name: string;
  help: string;
  labelNames?: string[];
}

/** docs/reference/metrics.md. */
export function renderMetricsReference(): string {
  const { registry } = makeMetrics();
  const rows = Object.values(metricCatalogue)
    .map(({ name }) => {
      const metric = registry.getSingleMetric(name) as unknown as Described;
      const kind =
        metric instanceof Counter ? "counter" : metric instanceof Histogram ? "histogram" : "gauge";
      const labels = (metric.labelNames ?? [])
        .filter((label) => label !== "le")
        .map((label) => `\`${label}\``);
      return `| \`${name}\` | ${kind} | ${labels.join(", ")} | ${metric.help} |\n`;
    })
    .sort();
  return `${head}${rows.join("")}${absent}`;
}
