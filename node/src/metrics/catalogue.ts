// Long, since one table names every metric of a node and one list makes them.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry, Summary } from "prom-client";
import { evidenceKinds } from "../abci/handlers/evidence";
import { blobFaults } from "../da/blobFaults";
import { daFaults } from "../da/daFaults";
import { engineFailureClasses } from "../engine/faults";
import { leaseEnds } from "../lease/lease";
import { mirrorFailures } from "../mirror/mirrorFaults";
import { rejectReasons } from "../payload/rejection";
import { setFaults } from "../set/chainSet";

/** Every metric of the node: rules, panels and docs take their names from here. */
export const metricCatalogue = {
  activeValidators: {
    name: "ande_consensus_active_validators",
    help: "Validators whose vote is in the last commit",
  },
  currentProposer: { name: "ande_consensus_current_proposer", help: "1 for the proposer of the last block" },
  timeoutEvents: { name: "ande_consensus_timeout_events_total", help: "Rounds that ended without a block" },
  blockTime: { name: "ande_consensus_block_time_seconds", help: "Time between two block headers" },
  blockHeight: { name: "ande_chain_block_height", help: "Consensus height committed by this node" },
  syncLag: { name: "ande_chain_sync_lag_blocks", help: "Blocks behind the median of the peers" },
  rotation: {
    name: "ande_consensus_rotation",
    help: "Blocks of each lease that ended; _count is the number of rotations seen",
  },
  currentEpoch: { name: "ande_current_epoch", help: "Number of the present lease" },
  blocksProposed: { name: "ande_blocks_proposed_total", help: "Own payloads that were finalized" },
  missedSlots: { name: "ande_missed_slots_total", help: "Heights of own leases whose payload is not ours" },
  leaseHolder: { name: "cordillera_lease_holder", help: "1 for the validator that holds the lease" },
  leaseMissed: { name: "cordillera_lease_missed", help: "Misses that count against the holder at present" },
  leaseRotations: { name: "cordillera_lease_rotations_total", help: "Leases that ended, by reason" },
  mirroredRotations: {
    name: "cordillera_mirrored_rotations_total",
    help: "Leases that the coordinator knows by this node's transaction",
  },
  mirrorDelay: {
    name: "cordillera_mirror_delay_blocks",
    help: "Blocks of a lease until this node's transaction told the coordinator of it",
  },
  mirrorLag: {
    name: "cordillera_mirror_lag_blocks",
    help: "Blocks of the oldest lease that the coordinator does not know; 0 when it knows all",
  },
  mirrorFailures: {
    name: "cordillera_mirror_failures_total",
    help: "Failed steps of telling the coordinator of a lease, by reason",
  },
  payloadsPushed: {
    name: "cordillera_payloads_pushed_total",
    help: "Own payloads sent to a peer, by outcome",
  },
  payloadsReceived: {
    name: "cordillera_payloads_received_total",
    help: "Payloads that peers sent here, by outcome",
  },
  clockSkew: {
    name: "cordillera_clock_skew_seconds",
    help: "A peer's clock against the own one, positive when the peer's is ahead",
  },
  evmTransactions: {
    name: "ande_evm_transactions_total",
    help: "EVM transactions finalized since the start",
  },
  peers: { name: "ande_p2p_peers_count", help: "Connected peers, by network" },
  validatorsInSet: { name: "ande_active_validators", help: "Validators that may vote" },
  attestations: {
    name: "ande_attestations_received_total",
    help: "Votes for the block before, as decided blocks carry them",
  },
  participation: {
    name: "ande_validator_participation_rate_percent",
    help: "Share of the voting power whose vote is in the last commit",
  },
  finalityTime: {
    name: "ande_finality_time_seconds",
    help: "From a block's header time until it is final here; blocks that are caught up on are left out",
  },
  peerCount: { name: "ande_peer_count", help: "Connected consensus peers" },
  bandwidthIn: {
    name: "cordillera_network_in_bytes_per_second",
    help: "What consensus peers send at present, all together",
  },
  bandwidthOut: {
    name: "cordillera_network_out_bytes_per_second",
    help: "What is sent to consensus peers at present, all together",
  },
  connectionErrors: {
    name: "ande_network_connection_errors_total",
    help: "Requests to peers, CometBFT and geth that got no answer",
  },
  rpcRequests: { name: "ande_rpc_requests_total", help: "Requests to this node's HTTP server, by status" },
  rpcDuration: { name: "ande_rpc_request_duration_seconds", help: "Time until such a request was answered" },
  rpcConnections: {
    name: "ande_rpc_active_connections",
    help: "Open connections to this node's HTTP server",
  },
  evmHeight: { name: "cordillera_evm_height", help: "Number of the last finalized EVM block" },
  emptyBlocks: {
    name: "cordillera_blocks_without_payload_total",
    help: "Consensus blocks without EVM block",
  },
  proposalsBuilt: { name: "cordillera_proposals_total", help: "Own proposals, by outcome" },
  proposalsJudged: { name: "cordillera_proposals_judged_total", help: "Proposals judged, by outcome" },
  proposalsRejected: {
    name: "cordillera_proposals_rejected_total",
    help: "Rules broken by rejected proposals, by reason",
  },
  evidence: {
    name: "cordillera_evidence_total",
    help: "Misbehaviour of validators that consensus has proven, by kind",
  },
  setFollowsContract: {
    name: "cordillera_validator_set_follows_contract",
    help: "1 once AndeConsensus leads the validator set, 0 while the genesis does",
  },
  setChanges: { name: "cordillera_validator_set_changes_total", help: "Changes of the validator set" },
  setFaults: {
    name: "cordillera_validator_set_faults_total",
    help: "Blocks in which AndeConsensus named no set that consensus can run with, by reason",
  },
  setReadSeconds: {
    name: "cordillera_validator_set_read_seconds",
    help: "Time until geth told the set of a block with transactions",
  },
  engineFailures: {
    name: "cordillera_engine_failures_total",
    help: "Answers of geth that were none, or not VALID, by class",
  },
  proposalOffset: {
    name: "cordillera_proposal_offset_seconds",
    help: "Own proposals: time of release after the beat",
  },
  finalizeSeconds: { name: "cordillera_finalize_seconds", help: "FinalizeBlock, from request to answer" },
  payloadsPushedAgain: {
    name: "cordillera_payloads_pushed_again_total",
    help: "Payloads given again to geth",
  },
  executionWipes: {
    name: "cordillera_execution_wipes_total",
    help: "Times that geth's data was wiped to heal it",
  },
  executionHealSeconds: {
    name: "cordillera_execution_heal_seconds",
    help: "Time until geth was level again",
  },
  executionLevel: {
    name: "cordillera_execution_level",
    help: "1 while geth stands at the head of the store",
  },
  healthy: { name: "cordillera_healthy", help: "1 while /healthz answers 200" },
  signerConnected: {
    name: "cordillera_signer_connected",
    help: "1 while the declared remote signer is connected",
  },
  signerRefused: {
    name: "cordillera_signer_refused_total",
    help: "Signers that connected and were refused: another key, another chain, a second one",
  },
  signerUnsigned: {
    name: "cordillera_signer_unsigned_total",
    help: "Votes and proposals that the remote signer did not sign",
  },
  signerDuration: {
    name: "cordillera_signer_seconds",
    help: "Time until the remote signer signed a vote or proposal",
  },
  daSubmissions: { name: "ande_da_submissions_total", help: "Blobs sent to DA, by outcome" },
  daVerifications: {
    name: "ande_da_verifications_success_total",
    help: "Blobs read again from DA and found equal",
  },
  daVerificationsFailed: {
    name: "ande_da_verifications_failed_total",
    help: "Blobs of the namespace that are not ours or not equal, and own ones that are not there, by reason",
  },
  daSubmissionLatency: {
    name: "ande_da_submission_latency_seconds",
    help: "From sending a blob until it is confirmed",
  },
  daDataSize: { name: "ande_da_data_size_bytes", help: "Size of the last blob sent" },
  daBatchSize: { name: "ande_da_batch_size", help: "Blocks in the last confirmed blob" },
  daNamespaceHeight: {
    name: "ande_da_namespace_height",
    help: "DA height up to which the namespace is read",
  },
  daConfirmedBlock: { name: "cordillera_da_confirmed_block", help: "Last EVM block found on DA" },
  daPendingBlocks: { name: "cordillera_da_pending_blocks", help: "Finalized EVM blocks that are not on DA" },
  daLag: { name: "cordillera_da_lag_seconds", help: "Age of the oldest block that is not on DA" },
  daGapBlocks: {
    name: "cordillera_da_gap_blocks",
    help: "Blocks that are not on DA and not in this store",
  },
  daDuplicates: {
    name: "cordillera_da_duplicates_total",
    help: "Blobs of a range that was on DA already",
  },
  daFailures: { name: "cordillera_da_failures_total", help: "Failed steps with DA, by reason" },
  daCompressionRatio: { name: "cordillera_da_compression_ratio", help: "Raw size by size of the last blob" },
  daUp: { name: "cordillera_da_up", help: "1 while the last step with DA went well" },
  daBalance: { name: "cordillera_da_balance_utia", help: "Balance of the account that pays for blobs" },
} as const;

export type NodeMetrics = ReturnType<typeof makeMetrics>;

/** The metrics of one node in a registry of their own. */
export function makeMetrics(registry = new Registry()) {
  collectDefaultMetrics({ register: registry });
  // Gauges with a counter's ending, and each said again by a metric of the same name without it.
  for (const kind of ["handles", "requests", "resources"]) {
    registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  }
  const registers = [registry];
  const c = metricCatalogue;
  return {
    registry,
    activeValidators: new Gauge({ ...c.activeValidators, registers }),
    currentProposer: new Gauge({ ...c.currentProposer, labelNames: ["proposer"], registers }),
    timeoutEvents: new Counter({ ...c.timeoutEvents, registers }),
    blockTime: new Histogram({
      ...c.blockTime,
      buckets: [1, 1.5, 1.8, 1.9, 1.95, 2, 2.05, 2.1, 2.2, 2.4, 3, 4, 5, 7.5, 10, 30],
      registers,
    }),
    blockHeight: new Gauge({ ...c.blockHeight, registers }),
    syncLag: new Gauge({ ...c.syncLag, registers }),
    rotation: new Summary({ ...c.rotation, percentiles: [], registers }),
    currentEpoch: new Gauge({ ...c.currentEpoch, registers }),
    blocksProposed: new Counter({ ...c.blocksProposed, registers }),
    missedSlots: new Counter({ ...c.missedSlots, registers }),
    leaseHolder: new Gauge({ ...c.leaseHolder, labelNames: ["holder"], registers }),
    leaseMissed: new Gauge({ ...c.leaseMissed, registers }),
    leaseRotations: startedAtZero(
      new Counter({ ...c.leaseRotations, labelNames: ["reason"], registers }),
      "reason",
      leaseEnds,
    ),
    mirroredRotations: new Counter({ ...c.mirroredRotations, registers }),
    mirrorDelay: new Histogram({ ...c.mirrorDelay, buckets: [2, 3, 4, 5, 7, 10, 12, 15, 20, 50], registers }),
    mirrorLag: new Gauge({ ...c.mirrorLag, registers }),
    mirrorFailures: startedAtZero(
      new Counter({ ...c.mirrorFailures, labelNames: ["reason"], registers }),
      "reason",
      mirrorFailures,
    ),
    payloadsPushed: new Counter({ ...c.payloadsPushed, labelNames: ["outcome"], registers }),
    payloadsReceived: new Counter({ ...c.payloadsReceived, labelNames: ["outcome"], registers }),
    clockSkew: new Gauge({ ...c.clockSkew, labelNames: ["peer"], registers }),
    evmTransactions: new Counter({ ...c.evmTransactions, registers }),
    peers: new Gauge({ ...c.peers, labelNames: ["network"], registers }),
    validatorsInSet: new Gauge({ ...c.validatorsInSet, registers }),
    attestations: new Counter({ ...c.attestations, registers }),
    participation: new Gauge({ ...c.participation, registers }),
    finalityTime: new Histogram({
      ...c.finalityTime,
      buckets: [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 10, 30, 60],
      registers,
    }),
    peerCount: new Gauge({ ...c.peerCount, registers }),
    bandwidthIn: new Gauge({ ...c.bandwidthIn, registers }),
    bandwidthOut: new Gauge({ ...c.bandwidthOut, registers }),
    connectionErrors: new Counter({ ...c.connectionErrors, registers }),
    rpcRequests: new Counter({ ...c.rpcRequests, labelNames: ["status"], registers }),
    rpcDuration: new Histogram({ ...c.rpcDuration, registers }),
    rpcConnections: new Gauge({ ...c.rpcConnections, registers }),
    evmHeight: new Gauge({ ...c.evmHeight, registers }),
    emptyBlocks: new Counter({ ...c.emptyBlocks, registers }),
    proposalsBuilt: new Counter({ ...c.proposalsBuilt, labelNames: ["outcome"], registers }),
    proposalsJudged: new Counter({ ...c.proposalsJudged, labelNames: ["outcome"], registers }),
    proposalsRejected: startedAtZero(
      new Counter({ ...c.proposalsRejected, labelNames: ["reason"], registers }),
      "reason",
      rejectReasons,
    ),
    evidence: startedAtZero(
      new Counter({ ...c.evidence, labelNames: ["kind"], registers }),
      "kind",
      evidenceKinds,
    ),
    setFollowsContract: new Gauge({ ...c.setFollowsContract, registers }),
    setChanges: new Counter({ ...c.setChanges, registers }),
    setFaults: startedAtZero(
      new Counter({ ...c.setFaults, labelNames: ["reason"], registers }),
      "reason",
      setFaults,
    ),
    setReadSeconds: new Histogram({
      ...c.setReadSeconds,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    engineFailures: startedAtZero(
      new Counter({ ...c.engineFailures, labelNames: ["class"], registers }),
      "class",
      engineFailureClasses,
    ),
    proposalOffset: new Histogram({
      ...c.proposalOffset,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
      registers,
    }),
    finalizeSeconds: new Histogram({ ...c.finalizeSeconds, registers }),
    payloadsPushedAgain: new Counter({ ...c.payloadsPushedAgain, registers }),
    executionWipes: new Counter({ ...c.executionWipes, registers }),
    executionHealSeconds: new Histogram({
      ...c.executionHealSeconds,
      buckets: [0.1, 1, 5, 15, 60, 300],
      registers,
    }),
    executionLevel: new Gauge({ ...c.executionLevel, registers }),
    healthy: new Gauge({ ...c.healthy, registers }),
    signerConnected: new Gauge({ ...c.signerConnected, registers }),
    signerRefused: new Counter({ ...c.signerRefused, registers }),
    signerUnsigned: new Counter({ ...c.signerUnsigned, registers }),
    signerDuration: new Histogram({
      ...c.signerDuration,
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    daSubmissions: new Counter({ ...c.daSubmissions, labelNames: ["outcome"], registers }),
    daVerifications: new Counter({ ...c.daVerifications, registers }),
    daVerificationsFailed: startedAtZero(
      new Counter({ ...c.daVerificationsFailed, labelNames: ["reason"], registers }),
      "reason",
      [...blobFaults, "ABSENT"],
    ),
    daSubmissionLatency: new Histogram({
      ...c.daSubmissionLatency,
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 15, 30, 60],
      registers,
    }),
    daDataSize: new Gauge({ ...c.daDataSize, registers }),
    daBatchSize: new Gauge({ ...c.daBatchSize, registers }),
    daNamespaceHeight: new Gauge({ ...c.daNamespaceHeight, registers }),
    daConfirmedBlock: new Gauge({ ...c.daConfirmedBlock, registers }),
    daPendingBlocks: new Gauge({ ...c.daPendingBlocks, registers }),
    daGapBlocks: new Gauge({ ...c.daGapBlocks, registers }),
    daLag: new Gauge({ ...c.daLag, registers }),
    daDuplicates: new Counter({ ...c.daDuplicates, registers }),
    daFailures: startedAtZero(
      new Counter({ ...c.daFailures, labelNames: ["reason"], registers }),
      "reason",
      daFaults,
    ),
    daCompressionRatio: new Gauge({ ...c.daCompressionRatio, registers }),
    daUp: new Gauge({ ...c.daUp, registers }),
    daBalance: new Gauge({ ...c.daBalance, registers }),
  };
}

/** A node that posts nowhere has no figures of DA: a 0 would say that DA is down. */
export function removeDaMetrics(metrics: Pick<NodeMetrics, "registry">): void {
  removeMetrics(metrics, "da");
}

/** The same where CometBFT signs with a key of its own. */
export function removeSignerMetrics(metrics: Pick<NodeMetrics, "registry">): void {
  removeMetrics(metrics, "signer");
}

function removeMetrics({ registry }: Pick<NodeMetrics, "registry">, prefix: "da" | "signer"): void {
  for (const [key, { name }] of Object.entries(metricCatalogue)) {
    if (key.startsWith(prefix)) registry.removeSingleMetric(name);
  }
}

// A rate over a series that begins with its first event does not see that event.
function startedAtZero<L extends string>(
  counter: Counter<L>,
  label: L,
  values: readonly string[],
): Counter<L> {
  for (const value of values) counter.inc({ [label]: value } as Record<L, string>, 0);
  return counter;
}
