// SPDX-License-Identifier: Apache-2.0
// Above 300 lines: each of its functions, events and errors is documented where it is declared.
pragma solidity 0.8.30;

import { IForceInclusions } from "./IForceInclusions.sol";
import { IStakeVault } from "./IStakeVault.sol";

/// @title Who has the lease, as the chain can prove it
/// @notice The lease is decided by the validators' application state: it lasts 100 blocks; 10 misses end it early;
/// next is the first eligible sequencer after the holder in the order of CometBFT addresses. This contract follows it
/// in one of two ways. On the network's own chain by proof: each block's header carries, as parentBeaconBlockRoot, the
/// hash of the application state that the validators agreed on, and `proveLease` opens that hash. On any other chain
/// by the word of an oracle, from which the contract finds the lease by the same rules. Only what is proven costs
/// stake. A sequencer is known by its owner, as in AndeConsensus, where it is a validator.
interface IAndeSequencerCoordinator is IStakeVault, IForceInclusions {
    /// @notice What the admin decides; see `setParameters`.
    /// @param minimumStake base units below which nobody holds the lease
    /// @param withdrawalDelaySeconds between leaving and claiming
    /// @param jailSeconds after the third timeout
    /// @param blocksPerRotation length of a lease
    /// @param timeoutBlocks misses that end a lease
    /// @param forceInclusionBlocks that one holder has to include a forced transaction
    /// @param forceInclusionBond base units that a request costs until it is settled
    struct Parameters {
        uint256 minimumStake;
        uint64 withdrawalDelaySeconds;
        uint64 jailSeconds;
        uint32 blocksPerRotation;
        uint32 timeoutBlocks;
        uint32 forceInclusionBlocks;
        uint256 forceInclusionBond;
    }

    /// @notice Everything about a sequencer.
    /// @param owner who registered and whose stake it is
    /// @param peerId ed25519 public key in CometBFT
    /// @param rpc where the node answers
    /// @param stake base units bonded
    /// @param leaving base units on their way out
    /// @param claimableAt Unix seconds from which on the latter can be claimed
    /// @param blocksProduced recorded blocks authored
    /// @param blocksMissed recorded heights of its leases that others wrote
    /// @param timeouts since it was last free
    /// @param jailedUntil Unix seconds; zero while free
    /// @param lastHeartbeat Unix seconds
    /// @param uptime in basis points, as last recorded
    /// @param isActive may hold the lease
    struct SequencerInfo {
        address owner;
        bytes32 peerId;
        string rpc;
        uint256 stake;
        uint256 leaving;
        uint256 claimableAt;
        uint256 blocksProduced;
        uint256 blocksMissed;
        uint256 timeouts;
        uint256 jailedUntil;
        uint256 lastHeartbeat;
        uint256 uptime;
        bool isActive;
    }

    /// @notice A lease. Heights are those of consensus; they run ahead of block numbers where a height carried no block.
    /// @param number counts leases; the application state's epoch
    /// @param leader who has, or had, it
    /// @param startHeight its first height
    /// @param provenFromBlock first block of it that was proven; zero if none
    /// @param provenToBlock last block of it that was proven
    struct Rotation {
        uint256 number;
        address leader;
        uint256 startHeight;
        uint256 provenFromBlock;
        uint256 provenToBlock;
    }

    /// @notice What opens the state hash in a header: the lease's fields, and the rest of the state's text around them
    /// as it is (node/src/state.ts: JSON with sorted keys, of which the lease is the last).
    /// @param header RLP of a block of this chain
    /// @param before text before the lease
    /// @param epoch number of the lease
    /// @param failed text of the list of those who lost their lease by misses
    /// @param holder CometBFT address of who has the lease
    /// @param between text between the holder and the first height
    /// @param startHeight first height of the lease
    struct LeaseProof {
        bytes header;
        bytes before;
        uint256 epoch;
        bytes failed;
        bytes20 holder;
        bytes between;
        uint256 startHeight;
    }

    /// @notice What a consensus height tells about the lease, to an oracle's knowledge.
    /// @param height of consensus
    /// @param proposer validator whose round decided
    /// @param author validator that wrote the block; zero where there is none
    /// @param handOverAt first height of the next lease, by the holder's wish; zero for none
    /// @param handOverTo whom it wishes; zero for the next in order
    struct Observation {
        uint256 height;
        address proposer;
        address author;
        uint256 handOverAt;
        address handOverTo;
    }

    /// @notice The address is not a registered sequencer.
    /// @param sequencer as given
    error NotASequencer(address sequencer);
    /// @notice An owner registers one sequencer.
    /// @param sequencer who is there already
    error AlreadyRegistered(address sequencer);
    /// @notice A sequencer is an active validator with this consensus key and a hot key.
    /// @param account who called
    /// @param peerId as given
    error NotAValidator(address account, bytes32 peerId);
    /// @notice The list is full.
    /// @param maximum registered sequencers
    error SetIsFull(uint256 maximum);
    /// @notice Stake must reach the minimum.
    /// @param stake base units
    /// @param minimum base units
    error StakeBelowMinimum(uint256 stake, uint256 minimum);
    /// @notice The endpoint is empty or longer than 256 bytes.
    /// @param length in bytes
    error RpcLengthInvalid(uint256 length);
    /// @notice Heights are recorded one after the other.
    /// @param height as given
    /// @param expected next one
    error HeightOutOfOrder(uint256 height, uint256 expected);
    /// @notice A later block is proven already.
    /// @param blockNumber as given
    /// @param provenTo last proven block
    error ProofTooOld(uint256 blockNumber, uint256 provenTo);
    /// @notice The text does not open the header's state hash.
    error StateMismatch();
    /// @notice The lease's holder is no sequencer here.
    /// @param holder CometBFT address
    error HolderUnknown(bytes20 holder);
    /// @notice The two states do not show that the lease was lost by misses.
    error NoTimeout();
    /// @notice The header is not one of this chain's last 8,191.
    /// @param blockNumber that it claims
    error HeaderUnknown(uint256 blockNumber);
    /// @notice Neither the leader nor an admin.
    /// @param caller who called
    error NotTheLeader(address caller);
    /// @notice The leader stays.
    /// @param leader who has the lease
    /// @param reachedAt first block in which it can be replaced here
    error TimeoutNotReached(address leader, uint256 reachedAt);
    /// @notice More than a slash may take.
    /// @param basisPoints as given
    /// @param maximum basis points
    error SlashTooLarge(uint256 basisPoints, uint256 maximum);
    /// @notice This was punished before.
    /// @param evidence its identity
    error EvidenceUsed(bytes32 evidence);
    /// @notice Not jailed, or not yet to be freed.
    /// @param sequencer who
    /// @param jailedUntil Unix seconds; zero if it is not in jail
    error CannotUnjail(address sequencer, uint256 jailedUntil);
    /// @notice Emergency mode is on already, or off already.
    /// @param isOn what it is
    error EmergencyModeIs(bool isOn);
    /// @notice A parameter out of its range.
    /// @param name of the parameter
    error ParameterInvalid(string name);

    /// @notice A sequencer registered.
    event SequencerRegistered(address indexed sequencer, uint256 stake, string rpc, bytes32 peerId);
    /// @notice A sequencer left; its stake is leaving.
    event SequencerUnregistered(address indexed sequencer, uint256 stake);
    /// @notice A sequencer lost stake and has `remaining` left.
    event SequencerSlashed(address indexed sequencer, uint256 amount, string reason, uint256 remaining);
    /// @notice A sequencer is in jail.
    event SequencerJailed(address indexed sequencer, uint256 until, string reason);
    /// @notice A sequencer is out of jail.
    event SequencerUnjailed(address indexed sequencer);
    /// @notice The lease changed hands.
    event LeaderRotated(
        uint256 indexed rotation,
        address indexed previousLeader,
        address indexed newLeader,
        uint256 blockNumber,
        string reason
    );
    /// @notice A height was recorded by the oracle.
    event BlockProduced(address indexed producer, uint256 indexed height, uint256 transactions);
    /// @notice A holder missed too often.
    event TimeoutDetected(address indexed leader, uint256 blockNumber, uint256 rotation);
    /// @notice A sequencer was found to have made an invalid block.
    event InvalidBlockDetected(address indexed sequencer, uint256 indexed blockNumber, string reason);
    /// @notice The emergency sequencer has the lease.
    event EmergencyModeActivated(address indexed emergencySequencer, string reason);
    /// @notice The sequencers have it again.
    event EmergencyModeDeactivated(address indexed leader);
    /// @notice A sequencer's uptime was recorded.
    event UptimeUpdated(address indexed sequencer, uint256 uptime);
    /// @notice A sequencer said that it is there.
    event Heartbeat(address indexed sequencer, uint256 timestamp);
    /// @notice The emergency sequencer was named.
    event EmergencySequencerSet(address indexed sequencer);
    /// @notice Parameters changed.
    event ParametersSet(Parameters parameters);

    /// @notice Once, in the proxy's constructor.
    /// @param admin upgrades, parameters, roles: the timelock, or one key on local
    /// @param andeToken that is staked
    /// @param emergencySequencer has the lease in emergency mode and while nobody is eligible
    /// @param consensus AndeConsensus
    /// @param treasury receives what is slashed
    /// @param parameters see `Parameters`
    function initialize(
        address admin,
        address andeToken,
        address emergencySequencer,
        address consensus,
        address treasury,
        Parameters calldata parameters
    ) external;

    /// @notice The caller, owner of an active validator with a hot key, becomes a sequencer.
    /// @param stake base units, at least the minimum, approved before
    /// @param rpc where the node answers
    /// @param peerId the validator's consensus key
    function registerSequencer(uint256 stake, string calldata rpc, bytes32 peerId) external;

    /// @notice The caller leaves; its stake is leaving, once.
    function unregisterSequencer() external;

    /// @notice Adds to the caller's stake.
    function increaseStake(uint256 amount) external;

    /// @notice Follows the lease by proof: opens the state hash in one of this chain's last 8,191 headers. Anyone may
    /// call and need not be believed, and a lease that is known already costs nobody anything: the new holder calls,
    /// and whoever finds it missing. One proof per lease is enough; a later one of the same lease extends what is proven.
    /// @param proof of a later block than any before
    function proveLease(LeaseProof calldata proof) external;

    /// @notice Takes 10 % of the stake of a sequencer that lost its lease by misses, once per lease, and jails it at the
    /// third time. Anyone may call. The first state shows whose the lease was; the second, of the very next lease, that
    /// it is among the failed.
    /// @param held of a block in the lease
    /// @param lost of a block in the next lease
    function slashTimeout(LeaseProof calldata held, LeaseProof calldata lost) external;

    /// @notice Follows the lease by the oracle's word, height after height. Nobody is slashed by it.
    /// @param observations of the next heights
    function recordBlocks(Observation[] calldata observations) external;

    /// @notice The same for one height whose proposer and author are one; only the oracle.
    /// @param producer the validator
    /// @param height of consensus
    /// @param transactions in the block
    function recordBlockProduced(address producer, uint256 height, uint256 transactions) external;

    /// @notice Sets the lease by the oracle's word, as after a deployment or a long silence. Nobody is slashed by it.
    /// @param epoch number of the lease
    /// @param leader who has it
    /// @param startHeight its first height
    /// @param nextHeight first height that is not recorded
    function synchroniseLease(uint256 epoch, address leader, uint256 startHeight, uint256 nextHeight) external;

    /// @notice Names the next sequencer before the lease's time: a planned hand-over, by the leader's owner or hot key,
    /// or the admin. A proof that says otherwise prevails.
    /// @param reason for people
    function forceRotation(string calldata reason) external;

    /// @notice Names the next sequencer when nobody has proven or recorded anything for a whole lease and 10 blocks.
    /// Anyone; nobody is slashed for it, and a proof prevails. Misses need no call: the application state ends the lease.
    function checkTimeout() external;

    /// @notice The caller, a sequencer's owner or hot key, is there.
    function heartbeat() external;

    /// @notice Takes stake for what no proof can show; only a slasher, a role that nobody holds unless governance
    /// grants it; at most 10 %.
    function slashSequencer(address sequencer, uint256 basisPoints, string calldata reason) external;

    /// @notice Takes 10 % for an invalid block, once per block; only a slasher.
    function reportInvalidBlock(address sequencer, uint256 blockNumber, string calldata reason) external;

    /// @notice Frees a sequencer after its jail time; only its owner, and only with the minimum stake.
    function unjailSequencer(address sequencer) external;

    /// @notice Gives the lease to the emergency sequencer; only a guardian.
    function activateEmergencyMode(string calldata reason) external;

    /// @notice Gives the lease back to the sequencers; only a guardian.
    function deactivateEmergencyMode() external;

    /// @notice Records a sequencer's uptime, in basis points; only the oracle.
    function updateSequencerUptime(address sequencer, uint256 uptime) external;

    /// @notice Names the emergency sequencer; only the admin.
    function setEmergencySequencer(address sequencer) external;

    /// @notice Changes parameters; the lease that runs keeps its end. Only the admin.
    function setParameters(Parameters calldata parameters) external;

    /// @notice Changes the length of leases from the next one on; only the admin.
    function setBlocksPerRotation(uint256 blocks) external;

    /// @notice Names who receives what is slashed; only the admin.
    function setTreasury(address treasury) external;

    /// @notice Owners of sequencers that may hold the lease, in the order of their CometBFT addresses.
    function getActiveSequencers() external view returns (address[] memory);

    /// @notice Owners of all registered sequencers.
    function getRegisteredSequencers() external view returns (address[] memory);

    /// @notice Everything about a sequencer.
    function getSequencerInfo(address sequencer) external view returns (SequencerInfo memory);

    /// @notice The lease that runs.
    function getCurrentRotation() external view returns (Rotation memory);

    /// @notice A lease by its number.
    function getRotationInfo(uint256 number) external view returns (Rotation memory);

    /// @notice First height that the oracle has not recorded; zero before the first.
    function nextHeightToRecord() external view returns (uint256);

    /// @notice Misses that count against the holder, to the oracle's knowledge.
    function missesOfLease() external view returns (uint256);

    /// @notice Those who lost their lease by misses and have not proposed since, to the oracle's knowledge.
    function getFailed() external view returns (address[] memory);

    /// @notice Whether `checkTimeout` would end the lease.
    function isTimeoutReached() external view returns (bool);

    /// @notice Who has the lease.
    function currentLeader() external view returns (address);

    /// @notice Who will have the lease at a height if nobody misses and nobody comes or goes.
    function leaderAt(uint256 height) external view returns (address);

    /// @notice Whether the emergency sequencer has the lease by a guardian's decision.
    function isEmergencyMode() external view returns (bool);

    /// @notice Who has the lease in emergency mode.
    function emergencySequencer() external view returns (address);

    /// @notice Parameters now.
    function getParameters() external view returns (Parameters memory);
}
