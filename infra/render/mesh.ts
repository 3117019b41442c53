import type { Plan, PlannedHost } from "../plan/plan";
import { meshPort } from "../plan/portCatalogue";
import { compareNames } from "../vocab/naturalOrder";

/** The WireGuard interface of every host. */
export const meshInterface = "cordillera0";

// What is left of 1500 under IPv6 (WireGuard adds 80 bytes at most).
const mtu = 1420;

/** What other hosts need to know of a peer; all of it public. */
export interface MeshPeer {
  publicKey: string;
  /** `address:port`, `[address]:port` for IPv6. */
  endpoint: string;
}

/** A host's part of the mesh in pieces, so that a preview names the peer that comes or goes. */
export interface RenderedMesh {
  interface: string;
  /** By name of the host at the other end. */
  peers: Record<string, string>;
}

/** The host's own section; its private key is added on the host and never leaves it. */
export function renderMeshInterface(plan: Plan, host: PlannedHost): string {
  return `[Interface]
Address = ${host.privateAddress}/${plan.privateCidr.split("/")[1]}
MTU = ${mtu}
ListenPort = ${meshPort}
`;
}

/** What a host writes down for one peer. */
export function renderMeshPeer(peer: PlannedHost, { publicKey, endpoint }: MeshPeer): string {
  return `[Peer]
PublicKey = ${publicKey}
AllowedIPs = ${peer.privateAddress}/32
Endpoint = ${endpoint}
PersistentKeepalive = 25
`;
}

/** The whole file, peers in the order of their names. */
export function joinMesh(mesh: RenderedMesh): string {
  const peers = Object.keys(mesh.peers)
    .sort(compareNames)
    .map((name) => `# ${name}\n${mesh.peers[name]}`);
  return [mesh.interface, ...peers].join("\n");
}
