import type { Role } from "../vocab/words";
import type { NetworkDescription } from "./schema";

export type PublishedPortName = "ssh" | "rpc" | "ws" | "metrics" | "http" | "https" | "prometheus";

export interface PublishedPortClaim {
  host: string;
  name: PublishedPortName;
  hostPort: number;
}

/** Ports of 127.0.0.1 that docker hosts publish; `hosts` must be in their final order. */
export function planPublishedPorts(
  hosts: readonly { name: string; roles: readonly Role[] }[],
  publish: NonNullable<NetworkDescription["publish"]>,
): PublishedPortClaim[] {
  const withRole = (role: Role) => hosts.filter((host) => host.roles.includes(role));
  const claim = (host: { name: string }, name: PublishedPortName, hostPort: number) => ({
    host: host.name,
    name,
    hostPort,
  });
  return [
    ...hosts.map((host, i) => claim(host, "ssh", publish.sshBasePort + i)),
    ...withRole("sequencer").flatMap((host, i) => [
      claim(host, "rpc", publish.rpcBasePort + 2 * i),
      claim(host, "ws", publish.rpcBasePort + 2 * i + 1),
      claim(host, "metrics", publish.metricsBasePort + i),
    ]),
    ...withRole("edge").flatMap((host, i) => [
      claim(host, "http", publish.httpPort + i),
      claim(host, "https", publish.httpsPort + i),
    ]),
    ...withRole("monitor").map((host, i) => claim(host, "prometheus", publish.prometheusPort + i)),
  ];
}
