import type { ServiceName } from "../vocab/words";
import type { PlannedPort } from "./plan";

export interface CataloguedPort extends PlannedPort {
  /** What speaks there, for tables and the reference. */
  what: string;
}

/** SSH is no service: it belongs to the host itself. */
export const sshPort = 22;

/** WireGuard, UDP; like SSH it belongs to the host itself. */
export const meshPort = 51820;

/** Every port a service listens on: one number means one thing on every host. */
export const portCatalogue: Record<ServiceName, CataloguedPort[]> = {
  geth: [
    { name: "rpc", port: 8545, protocol: "tcp", reach: "private", what: "JSON-RPC over HTTP" },
    { name: "ws", port: 8546, protocol: "tcp", reach: "private", what: "JSON-RPC over WebSocket" },
    { name: "engine", port: 8551, protocol: "tcp", reach: "loopback", what: "Engine API, JWT" },
    {
      name: "devp2p",
      port: 30303,
      protocol: "tcp",
      reach: "private",
      what: "transactions between execution clients",
    },
    { name: "metrics", port: 6060, protocol: "tcp", reach: "private", what: "metrics of geth" },
  ],
  app: [
    { name: "abci", port: 36658, protocol: "tcp", reach: "loopback", what: "ABCI socket" },
    {
      name: "status",
      port: 9001,
      protocol: "tcp",
      reach: "private",
      what: "health, status and metrics of the node",
    },
    {
      name: "signer",
      port: 26659,
      protocol: "tcp",
      reach: "named",
      what: "where a remote signer connects to, encrypted; only on hosts with `remoteSigner`",
    },
  ],
  cometbft: [
    { name: "p2p", port: 26656, protocol: "tcp", reach: "private", what: "consensus between validators" },
    { name: "rpc", port: 26657, protocol: "tcp", reach: "loopback", what: "CometBFT RPC" },
    { name: "metrics", port: 26660, protocol: "tcp", reach: "private", what: "metrics of CometBFT" },
    {
      name: "signer",
      port: 36659,
      protocol: "tcp",
      reach: "loopback",
      what: "`priv_validator_laddr`, for the node alone; only on hosts with `remoteSigner`",
    },
  ],
  haproxy: [
    { name: "http", port: 80, protocol: "tcp", reach: "public", what: "front door, HTTP and WebSocket" },
    { name: "https", port: 443, protocol: "tcp", reach: "public", what: "front door, TLS" },
    {
      name: "stats",
      port: 8404,
      protocol: "tcp",
      reach: "private",
      what: "state and metrics of the front door",
    },
  ],
  prometheus: [{ name: "web", port: 9090, protocol: "tcp", reach: "private", what: "Prometheus" }],
  exporter: [{ name: "metrics", port: 9100, protocol: "tcp", reach: "private", what: "metrics of the host" }],
  celestia: [
    {
      name: "rpc",
      port: 26658,
      protocol: "tcp",
      reach: "private",
      what: "JSON-RPC of the Celestia light node",
    },
    // A light node dials bridge nodes and serves nobody; Celestia's guides ask only those to open 2121.
    {
      name: "p2p",
      port: 2121,
      protocol: "udp",
      reach: "loopback",
      what: "Celestia's data network, QUIC; dialled from here, shut from outside",
    },
    {
      name: "p2p-tcp",
      port: 2121,
      protocol: "tcp",
      reach: "loopback",
      what: "Celestia's data network; dialled from here, shut from outside",
    },
  ],
  // The same number as the light node's, for it is the same interface; no host runs both.
  da: [
    {
      name: "rpc",
      port: 26658,
      protocol: "tcp",
      reach: "private",
      what: "JSON-RPC of the DA devnet",
    },
  ],
  acme: [
    {
      name: "challenge",
      port: 5002,
      protocol: "tcp",
      reach: "private",
      what: "an edge's answers to its certificate authority, while that asks",
    },
  ],
};

/** The number of a named port of a service. */
export function portOf(service: ServiceName, name: string): number {
  const found = portCatalogue[service].find((entry) => entry.name === name);
  if (!found) throw new TypeError(`${service} has no port called ${name}`);
  return found.port;
}
