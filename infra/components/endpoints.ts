import type { Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";

export interface Endpoints {
  http: string | undefined;
  https: string | undefined;
  prometheus: string | undefined;
  /** Per sequencer, on docker networks; elsewhere JSON-RPC is behind the front door. */
  rpc: Record<string, string>;
  ws: Record<string, string>;
  metrics: Record<string, string>;
  /** Front doors of a cloud network, per edge. */
  doors: Record<string, string>;
}

const published = (host: PlannedHost, name: string): number | undefined =>
  host.publish.find((port) => port.name === name)?.hostPort;

/** Where a docker network answers on the operator's machine. */
export function planLocalEndpoints(plan: Plan): Endpoints {
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
    doors: {},
  };
}

const usual: Record<string, number> = { http: 80, https: 443 };

/** `http://192.0.2.1`, with the port only where it is not the usual one. */
function doorUrl(scheme: "http" | "https", address: string): string {
  const port = portOf("haproxy", scheme);
  return `${scheme}://${address}${port === usual[scheme] ? "" : `:${port}`}`;
}

export const isEdge = (host: PlannedHost): boolean => host.roles.includes("edge");

/** Where a cloud network answers: its front doors; everything else stands behind the mesh. */
export function planCloudEndpoints(plan: Plan, addresses: Readonly<Record<string, string>>): Endpoints {
  const edges = plan.hosts.filter(isEdge);
  const [first] = edges;
  return {
    http: first && doorUrl("http", addresses[first.name]!),
    https: first && doorUrl("https", addresses[first.name]!),
    prometheus: undefined,
    rpc: {},
    ws: {},
    metrics: {},
    doors: Object.fromEntries(edges.map(({ name }) => [name, doorUrl("https", addresses[name]!)])),
  };
}
