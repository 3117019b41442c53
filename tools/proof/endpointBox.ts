import Table from "cli-table3";
import type { StackOutputs } from "../pulumi/stackOutputs";

/** Where everything of a network answers, as a box. */
export function renderEndpointBox(outputs: StackOutputs): string {
  const { endpoints, contracts } = outputs;
  const rows: [string, string][] = [
    ["front door, HTTP", endpoints.http],
    ["front door, HTTPS", endpoints.https],
    ...Object.entries(endpoints.doors).map(([host, url]): [string, string] => [`door of ${host}`, url]),
    ...Object.entries(endpoints.rpc).map(([host, url]): [string, string] => [
      `${host} RPC, WS`,
      [url, endpoints.ws[host]].filter(Boolean).join("  "),
    ]),
    ...Object.entries(endpoints.metrics).map(([host, url]): [string, string] => [`${host} metrics`, url]),
    ["Prometheus", endpoints.prometheus],
    ...Object.entries(contracts).map(([name, address]): [string, string] => [`contract ${name}`, address]),
    ["chain id", String(outputs.network.chainId)],
  ];
  const table = new Table({
    head: [outputs.network.name, "where"],
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.filter(([, where]) => where !== ""));
  return table.toString();
}
