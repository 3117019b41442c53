import type { Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import type { ServiceName } from "../vocab/words";
import { hostPaths } from "./paths";

/** What a service adds to the compose file beyond what all services share. */
export interface ServiceSettings {
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  volumes: string[];
  healthcheck: string[];
}

const { current, keys, data } = hostPaths;

const file = (service: ServiceName, name: string, target: string) =>
  `${current}/files/${service}/${name}:${target}:ro`;
const key = (name: string, target = `/keys/${name}`) => `${keys}/${name}:${target}:ro`;
// bash opens the connection itself: the images carry no client.
const answersOn = (port: number) => ["CMD", "bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`];
const answersAt = (address: string, port: number) => [
  "CMD",
  "bash",
  "-c",
  `exec 3<>/dev/tcp/${address}/${port}`,
];
// Asked every second while a service starts: starting a Node process for it would slow the start itself.
const isLive = (address: string, port: number) => [
  "CMD",
  "bash",
  "-c",
  `exec 3<>/dev/tcp/${address}/${port}; printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3; read -r status <&3; [[ $$status == *' 200 '* ]]`,
];

export const gethCacheMb = 256;

// What has no metrics of its own leaves them in this folder, for the exporter to show.
const metricsFolder = `${data}/metrics`;
const runs = (host: PlannedHost, service: ServiceName) => host.services.some(({ name }) => name === service);
const leavesMetrics = (host: PlannedHost) => runs(host, "celestia") || runs(host, "acme");

const settingsOf: Record<ServiceName, (plan: Plan, host: PlannedHost) => ServiceSettings> = {
  geth: (plan, host) => ({
    environment: {
      GETH_NETWORK_ID: String(plan.chainId),
      GETH_PRIVATE_ADDRESS: host.privateAddress,
      GETH_GAS_LIMIT: String(plan.gasLimit),
      GETH_CACHE_MB: String(gethCacheMb),
    },
    volumes: [
      `${data}/geth:/data`,
      `${data}/geth-control:/control`,
      file("geth", "genesis.json", "/etc/geth/genesis.json"),
      file("geth", "geth.toml", "/etc/geth/geth.toml"),
      key("jwt.hex"),
      key("geth_nodekey", "/keys/nodekey"),
    ],
    healthcheck: answersOn(portOf("geth", "engine")),
  }),
  app: (_plan, host) => ({
    command: ["cordillera-node", "start", "--config", "/etc/cordillera/config.json"],
    volumes: [
      `${data}/app:/data`,
      `${data}/geth-control:/control`,
      file("app", "config.json", "/etc/cordillera/config.json"),
      file("app", "identity.json", "/etc/cordillera/identity.json"),
      key("jwt.hex"),
      key("evm_keystore.json"),
      key("evm_passphrase"),
      ...(runs(host, "celestia") ? [key("celestia_token")] : []),
    ],
    healthcheck: isLive(host.privateAddress, portOf("app", "status")),
  }),
  cometbft: (_plan, host) => ({
    command: ["cometbft", "node", "--home", "/cometbft"],
    environment: { APP_STATUS: `${host.privateAddress}:${portOf("app", "status")}` },
    volumes: [
      `${data}/cometbft:/cometbft/data`,
      file("cometbft", "config.toml", "/cometbft/config/config.toml"),
      file("cometbft", "genesis.json", "/cometbft/config/genesis.json"),
      key("node_key.json", "/cometbft/config/node_key.json"),
      ...(host.remoteSigner
        ? []
        : [key("priv_validator_key.json", "/cometbft/config/priv_validator_key.json")]),
    ],
    healthcheck: answersOn(portOf("cometbft", "rpc")),
  }),
  haproxy: (_plan, host) => ({
    volumes: [
      file("haproxy", "haproxy.cfg", "/etc/haproxy/haproxy.cfg"),
      key("tls.pem"),
      ...(runs(host, "acme") ? [`${data}/haproxy:/run/haproxy`, `${data}/door:/door:ro`] : []),
    ],
    healthcheck: answersOn(portOf("haproxy", "stats")),
  }),
  prometheus: (_plan, host) => ({
    command: [
      "prometheus",
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/data",
      "--storage.tsdb.retention.time=15d",
      "--storage.tsdb.retention.size=4GB",
      `--web.listen-address=${host.privateAddress}:${portOf("prometheus", "web")}`,
    ],
    volumes: [
      `${data}/prometheus:/data`,
      file("prometheus", "prometheus.yml", "/etc/prometheus/prometheus.yml"),
      file("prometheus", "rules.yml", "/etc/prometheus/rules.yml"),
    ],
    healthcheck: answersAt(host.privateAddress, portOf("prometheus", "web")),
  }),
  exporter: (_plan, host) => ({
    command: [
      "prometheus-node-exporter",
      "--path.procfs=/host/proc",
      "--path.sysfs=/host/sys",
      // Neither can be seen from inside a container.
      "--no-collector.filesystem",
      "--no-collector.systemd",
      ...(leavesMetrics(host) ? ["--collector.textfile.directory=/metrics"] : []),
      `--web.listen-address=${host.privateAddress}:${portOf("exporter", "metrics")}`,
    ],
    volumes: [
      "/proc:/host/proc:ro",
      "/sys:/host/sys:ro",
      ...(leavesMetrics(host) ? [`${metricsFolder}:/metrics:ro`] : []),
    ],
    healthcheck: answersAt(host.privateAddress, portOf("exporter", "metrics")),
  }),
  celestia: () => ({
    // The image's own first process would write the account's key words into the log.
    entrypoint: ["bash", "/etc/celestia/start.sh"],
    environment: { HOME: "/data" },
    volumes: [
      `${data}/celestia:/data`,
      `${metricsFolder}:/metrics`,
      file("celestia", "start.sh", "/etc/celestia/start.sh"),
      file("celestia", "probe.sh", "/etc/celestia/probe.sh"),
      // Written by the node itself, for whoever posts blobs from this host.
      `${keys}/celestia_token:/keys/celestia_token`,
    ],
    healthcheck: ["CMD", "bash", "/etc/celestia/probe.sh"],
  }),
  da: (_plan, host) => ({
    command: ["da-devnet", "--dir", "/data", "--listen", `${host.privateAddress}:${portOf("da", "rpc")}`],
    volumes: [`${data}/da:/data`],
    healthcheck: answersAt(host.privateAddress, portOf("da", "rpc")),
  }),
  acme: () => ({
    command: ["bash", "/etc/acme/renew.sh"],
    environment: { HOME: "/data" },
    volumes: [
      `${data}/acme:/data`,
      `${data}/door:/door`,
      `${data}/haproxy:/run/haproxy`,
      `${metricsFolder}:/metrics`,
      file("acme", "renew.sh", "/etc/acme/renew.sh"),
      file("acme", "probe.sh", "/etc/acme/probe.sh"),
    ],
    healthcheck: ["CMD", "bash", "/etc/acme/probe.sh"],
  }),
};

/** How one service of one host is started, fed and probed. */
export function describeService(plan: Plan, host: PlannedHost, service: ServiceName): ServiceSettings {
  return settingsOf[service](plan, host);
}
