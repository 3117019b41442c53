import type { HostIdentityFacts, Plan, PlannedHost } from "../plan/plan";
import { portOf } from "../plan/portCatalogue";
import { listEnginePeers } from "./engineHosts";
import { identityOf } from "./identities";

const devp2pPort = portOf("geth", "devp2p");

/** geth.toml: only what has no flag, or whose flag would listen on every address. */
export function renderGethConfig(
  plan: Plan,
  host: PlannedHost,
  identities: Readonly<Record<string, HostIdentityFacts>>,
): string {
  const peers = listEnginePeers(plan, host).map(
    (peer) =>
      `enode://${identityOf(identities, peer.name).enodePublicKey}@${peer.privateAddress}:${devp2pPort}`,
  );
  return `[Node.P2P]
# The flag --port would bind every address.
ListenAddr = "${host.privateAddress}:${devp2pPort}"
NoDiscovery = true
# Without these geth knows the public networks' first nodes.
BootstrapNodes = []
BootstrapNodesV5 = []
MaxPeers = ${Math.max(50, peers.length * 2)}
StaticNodes = [${peers.map((peer) => `\n  "${peer}",`).join("")}${peers.length > 0 ? "\n" : ""}]
`;
}
