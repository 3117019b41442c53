interface Monitor {
  CurRate?: string;
}

/** What is used of CometBFT's `/net_info`. */
export interface NetInfo {
  n_peers: string;
  peers?: { connection_status?: { SendMonitor?: Monitor; RecvMonitor?: Monitor } }[];
}

/** Bytes per second over all peers, as CometBFT measures them over its last samples. */
export interface NetworkTraffic {
  inBytesPerSecond: number;
  outBytesPerSecond: number;
}

/** Sums up the connections. */
export function trafficOf({ peers = [] }: NetInfo): NetworkTraffic {
  const sum = (rateOf: (peer: NonNullable<NetInfo["peers"]>[number]) => string | undefined) =>
    peers.reduce((total, peer) => total + (Number(rateOf(peer)) || 0), 0);
  return {
    inBytesPerSecond: sum((peer) => peer.connection_status?.RecvMonitor?.CurRate),
    outBytesPerSecond: sum((peer) => peer.connection_status?.SendMonitor?.CurRate),
  };
}
