import type { DaView } from "../da/daService";
import type { SetStatus } from "../set/setView";
import type { SignerView } from "../signer/signerGate";

export interface LeaseStatus {
  epoch: number;
  /** Consensus address. */
  holder: string;
  /** Host name, where it is this node or a peer that answers. */
  holderName: string | null;
  isHolder: boolean;
  startHeight: number;
  /** Misses that count at present, and how many end the lease. */
  missed: number;
  missesToFailOver: number;
  /** Passed over until they propose again. */
  failed: string[];
  nextRotationHeight: number;
  /** A planned hand-over: from this height on. */
  handOverAt: number | null;
  /** Number of the lease that AndeSequencerCoordinator knows; null where this chain has none, or it is not there yet. */
  coordinatorEpoch: number | null;
}

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
  /** What is amiss without making it unhealthy: the chain goes on. */
  degraded: string[];
  /** Absent where blocks are posted nowhere. */
  da?: DaView;
  /** Consensus heights of the snapshots that this node hands out, newest first. */
  snapshotHeights: number[];
  version: string;
  consensusAddress: string | null;
  /** The remote signer; absent where CometBFT holds the key itself. */
  signer?: SignerView;
  evmAddress: string;
  startedAt: string;
  /** RFC 3339: this node's clock as it answered; peers compare. */
  time: string;
  /** How far the own clock is from the peers', positive when ahead; null when no peer tells its time. */
  clockSkewMs: number | null;
  /** Of the next height; null before the chain has begun. */
  lease: LeaseStatus | null;
  /** Of the next height; null before the chain has begun. */
  validatorSet: SetStatus | null;
  /** Only for `?height=`, and only for a stored height. */
  at?: { height: number; evmHeight: number; evmHash: string; stateRoot: string };
}
