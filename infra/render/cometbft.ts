import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { engineHosts } from "./appConfig";
import { identityOf } from "./identities";

const p2pPort = portOf("cometbft", "p2p");

/** config.toml of CometBFT v0.38; keys that are not here keep CometBFT's defaults. */
export function renderCometConfig(
  plan: Plan,
  host: PlannedHost,
  identities: Readonly<Record<string, HostIdentityFacts>>,
): string {
  const peers = engineHosts(plan)
    .filter((peer) => peer.name !== host.name)
    .map((peer) => ({ id: identityOf(identities, peer.name).p2pNodeId, address: peer.privateAddress }));
  return `moniker = "${host.name}"
proxy_app = "tcp://127.0.0.1:${portOf("app", "abci")}"
abci = "socket"
db_backend = "goleveldb"
db_dir = "data"
log_level = "info"
log_format = "json"
genesis_file = "config/genesis.json"
node_key_file = "config/node_key.json"
priv_validator_key_file = "config/priv_validator_key.json"
priv_validator_state_file = "data/priv_validator_state.json"

[rpc]
laddr = "tcp://127.0.0.1:${portOf("cometbft", "rpc")}"
unsafe = false
pprof_laddr = ""

[p2p]
laddr = "tcp://${host.privateAddress}:${p2pPort}"
external_address = "${host.privateAddress}:${p2pPort}"
persistent_peers = "${peers.map(({ id, address }) => `${id}@${address}:${p2pPort}`).join(",")}"
# Counted apart, so that a full house of strangers never shuts out a validator.
unconditional_peer_ids = "${peers.map(({ id }) => id).join(",")}"
# All peers are known: none is looked for.
pex = false
addr_book_file = "data/addrbook.json"
# All addresses are private ones.
addr_book_strict = false
allow_duplicate_ip = true
flush_throttle_timeout = "10ms"
# A block carries a whole EVM payload: up to megabytes at once.
send_rate = 20480000
recv_rate = 20480000
persistent_peers_max_dial_period = "5s"

[mempool]
# The execution client holds and gossips the transactions.
type = "nop"
broadcast = false

[consensus]
timeout_propose = "1s"
timeout_propose_delta = "500ms"
timeout_prevote = "1s"
timeout_prevote_delta = "500ms"
timeout_precommit = "1s"
timeout_precommit_delta = "500ms"
timeout_commit = "${plan.blockIntervalMs - 200}ms"
skip_timeout_commit = false
create_empty_blocks = true

[storage]
discard_abci_responses = true

[tx_index]
indexer = "null"

[instrumentation]
prometheus = true
prometheus_listen_addr = "${host.privateAddress}:${portOf("cometbft", "metrics")}"
max_open_connections = 10
namespace = "cometbft"
`;
}
