/** What `/status` tells; peers, operators and the status table read it. */
export interface StatusDocument {
  name: string;
  chainId: number;
  /** Consensus height. */
  height: number;
  evmHeight: number;
  evmHash: string | null;
  stateRoot: string | null;
  /** RFC 3339; header time of the last block. */
  blockTime: string | null;
  catchingUp: boolean;
  consensusPeers: number;
  gethPeers: number;
  /** 0 also when no peer answers. */
  lagBlocks: number;
  healthy: boolean;
  ready: boolean;
  /** Why it is not healthy; empty when it is. */
  reasons: string[];
  version: string;
  consensusAddress: string | null;
  evmAddress: string;
  startedAt: string;
  /** Only for `?height=`, and only for a stored height. */
  at?: { height: number; evmHeight: number; evmHash: string; stateRoot: string };
}
