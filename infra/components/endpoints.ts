import type { Plan, PlannedHost } from "../plan/plan";

export interface Endpoints {
  http: string | undefined;
  https: string | undefined;
  prometheus: string | undefined;
  /** Per sequencer. */
  rpc: Record<string, string>;
  ws: Record<string, string>;
  metrics: Record<string, string>;
}

const published = (host: PlannedHost, name: string): number | undefined =>
  host.publish.find((port) => port.name === name)?.hostPort;

/** Where a docker network answers on the operator's machine. */
export function planEndpoints(plan: Plan): Endpoints {
  const each = (name: string, scheme: string, path = "") =>
    plan.hosts.flatMap((host): [string, string][] => {
      const port = published(host, name);
      return port === undefined ? [] : [[host.name, `${scheme}://127.0.0.1:${port}${path}`]];
    });
  return {
    http: each("http", "http")[0]?.[1],
    https: each("https", "https")[0]?.[1],
    prometheus: each("prometheus", "http")[0]?.[1],
    rpc: Object.fromEntries(each("rpc", "http")),
    ws: Object.fromEntries(each("ws", "ws")),
    metrics: Object.fromEntries(each("metrics", "http", "/metrics")),
  };
}
