import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { listEnginePeers } from "./engineHosts";
import { identityOf } from "./identities";

const p2pPort = portOf("cometbft", "p2p");

/** config.toml of CometBFT v0.38; keys that are not here keep CometBFT's defaults. */
export function renderCometConfig(
  plan: Plan,
  host: PlannedHost,
  identities: Readonly<Record<string, HostIdentityFacts>>,
): string {
  const peers = listEnginePeers(plan, host).map((peer) => ({
    id: identityOf(identities, peer.name).p2pNodeId,
    address: peer.privateAddress,
  }));
  return `moniker = "${host.name}"
proxy_app = "tcp://127.0.0.1:${portOf("app", "abci")}"
abci = "socket"
db_backend = "goleveldb"
db_dir = "data"
log_level = "info"
log_format = "json"
genesis_file = "config/genesis.json"
node_key_file = "config/node_key.json"
${renderPrivateValidator(host)}

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
# A proposal is held back until its parent is one interval old: waiting for it takes that and a little more.
timeout_propose = "${plan.blockIntervalMs + 200}ms"
timeout_propose_delta = "500ms"
timeout_prevote = "500ms"
timeout_prevote_delta = "250ms"
timeout_precommit = "400ms"
timeout_precommit_delta = "250ms"
# Equal on every node; the application keeps the beat, this only gathers late votes.
timeout_commit = "600ms"
skip_timeout_commit = false
create_empty_blocks = true
create_empty_blocks_interval = "0s"
peer_gossip_sleep_duration = "20ms"
peer_query_maj23_sleep_duration = "2s"
# Zero, so that a killed validator signs again at once; its state file keeps it from signing twice.
double_sign_check_height = 0

[statesync]
# Switched on by its supervisor for a host that never took part, when the application finds enough peers that agree.
enable = false
rpc_servers = ""
trust_height = 0
trust_hash = ""
trust_period = "168h0m0s"
discovery_time = "5s"

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

function renderPrivateValidator({ remoteSigner }: PlannedHost): string {
  if (!remoteSigner) {
    return `priv_validator_key_file = "config/priv_validator_key.json"
priv_validator_state_file = "data/priv_validator_state.json"`;
  }
  // CometBFT insists on a key file: this one is made anew in memory at every start, and never asked for anything.
  return `# The node stands here for the remote signer, once that has shown the declared key.
priv_validator_laddr = "tcp://127.0.0.1:${portOf("cometbft", "signer")}"
priv_validator_key_file = "/tmp/unused_validator_key.json"
priv_validator_state_file = "/tmp/unused_validator_state.json"`;
}
