import { stringify } from "yaml";
import type { Plan } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import type { ServiceName } from "../vocab/words";

interface ScrapeJob {
  service: ServiceName;
  port: string;
  metricsPath?: string;
}

// One job per service, under the service's name.
const jobs: ScrapeJob[] = [
  { service: "app", port: "status" },
  { service: "cometbft", port: "metrics" },
  { service: "geth", port: "metrics", metricsPath: "/debug/metrics/prometheus" },
  { service: "exporter", port: "metrics" },
  { service: "haproxy", port: "stats" },
  { service: "prometheus", port: "web" },
];

/** prometheus.yml: every service of every host, labelled with host, region and first role. */
export function renderPrometheus(plan: Plan): string {
  const config = {
    global: {
      scrape_interval: "5s",
      scrape_timeout: "4s",
      evaluation_interval: "5s",
      external_labels: { network: plan.network },
    },
    rule_files: ["/etc/prometheus/rules.yml"],
    scrape_configs: jobs.flatMap(({ service, port, metricsPath }) => {
      const hosts = plan.hosts.filter((host) => host.services.some((each) => each.name === service));
      if (hosts.length === 0) return [];
      return [
        {
          job_name: service,
          ...(metricsPath ? { metrics_path: metricsPath } : {}),
          static_configs: hosts.map((host) => ({
            targets: [`${host.privateAddress}:${portOf(service, port)}`],
            labels: { host: host.name, region: host.region, role: host.roles[0]! },
          })),
        },
      ];
    }),
  };
  return stringify(config, { lineWidth: 0 });
}
