import type { Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { certificateFolder, challengePath, haproxySocket, renderChallengeBackend } from "./acme";

const rpcPort = portOf("geth", "rpc");
const wsPort = portOf("geth", "ws");
const statusPort = portOf("app", "status");
const statsPort = portOf("haproxy", "stats");

/** haproxy.cfg of an edge: round-robin over the hosts that serve JSON-RPC, a lagging one is taken out. */
export function renderHaproxy(plan: Plan, host: PlannedHost): string {
  const targets = plan.hosts.filter((each) => each.roles.includes("sequencer") || each.roles.includes("rpc"));
  const lines = (port: number) =>
    targets
      .map((target) => `  server ${target.name} ${target.privateAddress}:${port} check port ${statusPort}`)
      .join("\n");

  // A container may have no IPv6 at all.
  const [everywhere, families] = host.provider === "docker" ? ["", ""] : ["[::]", " v4v6"];

  // With an authority's certificates: the network's own stands behind them, for whoever asks without a name.
  const hasAcme = host.services.some(({ name }) => name === "acme");
  const socket = hasAcme ? `\n  stats socket ${haproxySocket} mode 600 level admin` : "";
  const fetched = hasAcme ? ` crt ${certificateFolder}` : "";
  const challenge = hasAcme ? `  use_backend acme if { path_beg ${challengePath} }\n` : "";

  return `global
  log stdout format raw local0${socket}
  # The number of connections follows from the files that the host allows, up to this; a fixed maxconn
  # above what is allowed keeps HAProxy from starting.
  fd-hard-limit 20000
  # Short, so that a reload does not wait for idle WebSockets.
  hard-stop-after 25s
  # A request is sent again only if all of it is in one buffer.
  tune.bufsize 32768
  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

defaults
  mode http
  log global
  option httplog
  # Requests that went well are counted, not written.
  option dontlog-normal
  option dontlognull
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout queue 5s
  timeout http-request 10s
  timeout http-keep-alive 60s
  # WebSocket subscriptions are silent for as long as a block takes, and longer.
  timeout tunnel 1h
  # A request that met a dying host goes to another one. That is safe for eth_sendRawTransaction too:
  # a transaction is known by its hash, and sent twice it is still one.
  # A slow answer is not asked for twice: it would load every host in turn.
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response junk-response 502 503 504
  option httpchk
  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host cordillera
  http-check expect status 200
  default-server inter 1s fastinter 500ms downinter 1s fall 2 rise 2 observe layer4 on-error mark-down error-limit 5

frontend door
  bind ${everywhere}:${portOf("haproxy", "http")}${families}
  bind ${everywhere}:${portOf("haproxy", "https")}${families} ssl crt /keys/tls.pem${fetched} alpn h2,http/1.1
  # Only the address of the connection itself is believed.
  http-request del-header X-Forwarded-For
  http-request del-header Forwarded
  option forwardfor
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
  option http-buffer-request
${challenge}  use_backend websocket if { req.hdr(Upgrade) -i websocket }
  default_backend rpc

backend rpc
  balance roundrobin
${lines(rpcPort)}

backend websocket
  # Fewest open ones first: connections stay for hours. Those of a host that is taken out are closed,
  # so that clients come back on another.
  balance leastconn
  default-server on-marked-down shutdown-sessions
${lines(wsPort)}

${hasAcme ? `${renderChallengeBackend(plan)}\n` : ""}frontend stats
  bind 127.0.0.1:${statsPort}
  bind ${host.privateAddress}:${statsPort}
  http-request set-log-level silent
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /
  stats refresh 5s
`;
}
