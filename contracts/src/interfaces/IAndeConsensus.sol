// SPDX-License-Identifier: Apache-2.0
// Above 300 lines: each of its functions, events and errors is documented where it is declared.
pragma solidity 0.8.30;

import { IStakeVault } from "./IStakeVault.sol";

/// @title Who validates, with how much power
/// @notice The set that CometBFT runs with is read from here: consensus keys, powers, and the addresses of hot keys.
/// A validator is known by its owner, the address that registered it and whose stake it is. Two other keys belong to
/// it: `peerId`, the ed25519 key with which CometBFT votes, and `signer`, the hot key on the host, which signs votes
/// for this contract and authors blocks. No hot key can move stake.
interface IAndeConsensus is IStakeVault {
    /// @notice What the admin decides; see `setParameters`.
    /// @param minimumStake base units below which nobody is active
    /// @param stakePerPower base units that back one unit of voting power
    /// @param withdrawalDelaySeconds between a request and its claim; longer than evidence needs to arrive
    /// @param epochBlocks length of an epoch
    /// @param maximumValidators registered validators at most
    struct Parameters {
        uint256 minimumStake;
        uint256 stakePerPower;
        uint64 withdrawalDelaySeconds;
        uint64 epochBlocks;
        uint32 maximumValidators;
    }

    /// @notice Everything about a validator.
    /// @param owner who registered and whose stake it is
    /// @param signer hot key, zero until set
    /// @param peerId ed25519 public key in CometBFT
    /// @param rpc where the node answers
    /// @param stake base units bonded
    /// @param leaving base units on their way out
    /// @param claimableAt Unix seconds from which on the latter can be claimed
    /// @param power voting power now, zero unless active
    /// @param powerCap most power it may have, whatever its stake
    /// @param registeredAt block of the registration
    /// @param isActive in the set
    /// @param isDeactivated taken out by a manager
    /// @param isTombstoned signed twice, and never comes back
    /// @param jailedUntil first block in which it may be unjailed; zero while free
    struct ValidatorInfo {
        address owner;
        address signer;
        bytes32 peerId;
        string rpc;
        uint256 stake;
        uint256 leaving;
        uint256 claimableAt;
        uint256 power;
        uint256 powerCap;
        uint256 registeredAt;
        bool isActive;
        bool isDeactivated;
        bool isTombstoned;
        uint256 jailedUntil;
    }

    /// @notice What a quorum may testify to, because the contract cannot see it.
    enum Offence {
        DOUBLE_SIGN,
        DOWNTIME
    }

    /// @notice The address is not a registered validator.
    /// @param validator as given
    error NotAValidator(address validator);
    /// @notice The validator is registered, but not in the active set.
    /// @param validator who
    error NotActive(address validator);
    /// @notice Who signed twice does not come back.
    /// @param validator who
    error Tombstoned(address validator);
    /// @notice An owner registers one validator.
    /// @param validator who is there already
    error AlreadyRegistered(address validator);
    /// @notice The consensus key is, or was until its slashing, somebody's.
    /// @param peerId the key
    error PeerIdTaken(bytes32 peerId);
    /// @notice No consensus key was given.
    error PeerIdIsZero();
    /// @notice The endpoint is empty or longer than 256 bytes.
    /// @param length in bytes
    error RpcLengthInvalid(uint256 length);
    /// @notice Stake must reach the minimum, or leave altogether.
    /// @param stake base units that it would have
    /// @param minimum base units
    error StakeBelowMinimum(uint256 stake, uint256 minimum);
    /// @notice More power than the stake backs, or none.
    /// @param power asked for
    /// @param backed by the stake
    error PowerInvalid(uint256 power, uint256 backed);
    /// @notice CometBFT cannot count so much power.
    /// @param total power that the set would have
    /// @param maximum that it may have
    error TotalPowerTooLarge(uint256 total, uint256 maximum);
    /// @notice The set is full.
    /// @param maximum registered validators
    error SetIsFull(uint256 maximum);
    /// @notice A set without validators would be a chain without blocks.
    /// @param validator the last one
    error LastValidator(address validator);
    /// @notice The hot key must be another key than the owner's, never used before, and consent by signature.
    /// @param signer as given
    error SignerInvalid(address signer);
    /// @notice The signature is nobody's who may give it here.
    /// @param recovered address that signed
    error SignatureInvalid(address recovered);
    /// @notice The hash is not this chain's, or the block is too old or still to come.
    /// @param blockNumber as given
    /// @param blockHash as given
    error BlockUnknown(uint256 blockNumber, bytes32 blockHash);
    /// @notice The block was proposed before.
    /// @param blockNumber of the block
    error AlreadyProposed(uint256 blockNumber);
    /// @notice The block must be proposed first.
    /// @param blockNumber of the block
    error NotProposed(uint256 blockNumber);
    /// @notice One validator, one vote.
    /// @param blockNumber of the block
    /// @param validator who voted before
    error AlreadyAttested(uint256 blockNumber, address validator);
    /// @notice Two votes for the same hash are no offence.
    error EvidenceInvalid();
    /// @notice This offence was punished before.
    /// @param evidence its identity
    error EvidenceUsed(bytes32 evidence);
    /// @notice Votes of more than two thirds of all power are needed.
    /// @param power that signed
    /// @param needed at least
    error QuorumMissing(uint256 power, uint256 needed);
    /// @notice Signers must be given in ascending order of their addresses, none twice.
    /// @param signer out of order
    error SignersUnordered(address signer);
    /// @notice It was there often enough.
    /// @param attested finalized blocks that it attested
    /// @param due finalized blocks that it had to
    error UptimeSufficient(uint256 attested, uint256 due);
    /// @notice Not jailed, or not yet to be freed.
    /// @param validator who
    /// @param jailedUntil first block in which it may be; zero if it is not in jail
    error CannotUnjail(address validator, uint256 jailedUntil);
    /// @notice The epoch goes on.
    /// @param endBlock its last block
    error EpochNotOver(uint256 endBlock);
    /// @notice A parameter out of its range.
    /// @param name of the parameter
    error ParameterInvalid(string name);

    /// @notice The active set changed: at once, not at an epoch's end.
    event ValidatorSetUpdated(
        uint256 indexed epoch, address[] validators, uint256[] powers, uint256 totalPower
    );
    /// @notice A validator registered.
    event ValidatorRegistered(address indexed validator, bytes32 indexed peerId, string rpc, uint256 stake);
    /// @notice A validator left; its stake is leaving.
    event ValidatorUnregistered(address indexed validator, bytes32 indexed peerId);
    /// @notice The hot key changed.
    event SignerSet(address indexed validator, address indexed previous, address indexed signer);
    /// @notice The endpoint changed.
    event RpcSet(address indexed validator, string rpc);
    /// @notice A block was put up for votes.
    event BlockProposed(
        uint256 indexed blockNumber, bytes32 indexed blockHash, address indexed proposer, uint256 timestamp
    );
    /// @notice A validator voted for a block.
    event BlockAttested(
        uint256 indexed blockNumber, bytes32 indexed blockHash, address indexed validator, uint256 totalPower
    );
    /// @notice More than two thirds of the power voted for a block.
    event BlockFinalized(
        uint256 indexed blockNumber, bytes32 indexed blockHash, uint256 totalPower, uint256 threshold
    );
    /// @notice Who had the lease when the block was put up.
    event ProposerSelected(uint256 indexed blockNumber, address indexed proposer, int256 priority);
    /// @notice A validator is in jail.
    event ValidatorJailed(address indexed validator, uint256 untilBlock, string reason);
    /// @notice A validator is out of jail.
    event ValidatorUnjailed(address indexed validator);
    /// @notice A validator lost stake; `evidence` names the offence, once.
    event ValidatorSlashed(
        address indexed validator, uint256 amount, string reason, bytes32 indexed evidence
    );
    /// @notice An epoch began.
    event EpochStarted(uint256 indexed epoch, uint256 startBlock, uint256 totalPower);
    /// @notice An epoch ended.
    event EpochEnded(uint256 indexed epoch, uint256 endBlock, uint256 finalizedBlocks);
    /// @notice Parameters changed.
    event ParametersSet(Parameters parameters);

    /// @notice Once, in the proxy's constructor.
    /// @param admin upgrades, parameters, roles: the timelock, or one key on local
    /// @param token that is staked
    /// @param registry that knows the coordinator, under the name `AndeSequencerCoordinator`
    /// @param treasury receives what is slashed
    /// @param parameters see `Parameters`
    function initialize(
        address admin,
        address token,
        address registry,
        address treasury,
        Parameters calldata parameters
    ) external;

    /// @notice The caller becomes a validator with its own stake, which it must have approved. Its power is what the
    /// stake backs. It votes in CometBFT at once; to author blocks and vote here it needs a hot key: `setSigner`.
    /// @param peerId ed25519 public key in CometBFT
    /// @param rpc where the node answers
    /// @param stake base units, at least the minimum
    function registerValidator(bytes32 peerId, string calldata rpc, uint256 stake) external;

    /// @notice A manager registers `validator` with stake that the manager pays; the stake is then the validator's.
    /// @param validator the owner
    /// @param peerId ed25519 public key in CometBFT
    /// @param rpc where the node answers
    /// @param stake base units, at least the minimum
    /// @param power at most what the stake backs; caps the validator's power
    function registerValidator(
        address validator,
        bytes32 peerId,
        string calldata rpc,
        uint256 stake,
        uint256 power
    ) external;

    /// @notice Names the caller's hot key, which replaces the one before.
    /// @param signer another key than the owner's, never used for a validator before
    /// @param consent the signer's EIP-712 signature over `SignerConsent(address validator)`: nobody can take
    /// somebody else's key
    function setSigner(address signer, bytes calldata consent) external;

    /// @notice Changes where the caller's node answers.
    function setRpc(string calldata rpc) external;

    /// @notice Adds to the caller's stake; power follows.
    function increaseStake(uint256 amount) external;

    /// @notice Takes stake out of the caller's bond; the rest must reach the minimum. Power follows at once, the
    /// tokens after the delay, by `claimStake`. A second request starts the delay anew for all that is leaving.
    function requestUnstake(uint256 amount) external;

    /// @notice The caller leaves the set; all its stake is leaving. Its consensus key is free again once claimed.
    function unregisterValidator() external;

    /// @notice A manager caps a validator's power; at most what its stake backs.
    function updateValidatorPower(address validator, uint256 power) external;

    /// @notice A manager takes a validator out of the set; its stake stays.
    function deactivateValidator(address validator) external;

    /// @notice A manager takes back a deactivation.
    function activateValidator(address validator) external;

    /// @notice Puts a block of this chain up for votes. Anyone may bring an active validator's signature.
    /// @param blockNumber one of the last 100 blocks
    /// @param blockHash its hash on this chain
    /// @param signature EIP-712, `BlockProposal(uint256 blockNumber,bytes32 blockHash)`
    function proposeBlock(uint256 blockNumber, bytes32 blockHash, bytes calldata signature) external;

    /// @notice Counts one validator's vote, once. Anyone may bring it.
    /// @param blockNumber a proposed one of the last 100 blocks
    /// @param blockHash its hash on this chain
    /// @param signature EIP-712, `BlockVote(uint256 blockNumber,bytes32 blockHash)`
    function attestBlock(uint256 blockNumber, bytes32 blockHash, bytes calldata signature) external;

    /// @notice Takes half of a validator's stake, and its place for good, for two votes of one height. Anyone may
    /// bring the evidence; the contract verifies it, so it needs to believe nobody.
    /// @param validator who signed both
    /// @param blockNumber of both votes
    /// @param hashA of one vote
    /// @param signatureA EIP-712 `BlockVote` for it
    /// @param hashB of the other
    /// @param signatureB EIP-712 `BlockVote` for it
    function slashDoubleSign(
        address validator,
        uint256 blockNumber,
        bytes32 hashA,
        bytes calldata signatureA,
        bytes32 hashB,
        bytes calldata signatureB
    ) external;

    /// @notice Takes 5 % of a validator's stake and jails it, when it attested less than 99 % of at least 100
    /// finalized blocks since it was last free. Anyone may call; the contract counted by itself.
    function slashDowntime(address validator) external;

    /// @notice Punishes what happened in CometBFT: two votes of a height (half, for good) or absence (5 %, jail).
    /// CometBFT's votes are ed25519 signatures, for which the EVM has no precompile and the kept libraries have no
    /// verifier, over a protobuf text that this contract would have to rebuild. Every validator has checked that
    /// evidence itself when CometBFT put it in a block. So it is the set's quorum that testifies: signatures of
    /// more than two thirds of all power, the accused not among them. Fewer than a third of the power, which is all that
    /// may be faulty, can therefore punish nobody who is honest. A set of three equal validators has no such quorum,
    /// as it has no tolerance of faults either.
    /// @param validator the accused
    /// @param offence what happened
    /// @param height in CometBFT; each offence of a height is punished once
    /// @param signatures EIP-712, `OffenceVote(address validator,uint8 offence,uint256 height)`, in ascending order
    /// of the signers' addresses
    function slashByQuorum(address validator, Offence offence, uint256 height, bytes[] calldata signatures)
        external;

    /// @notice Frees a validator after its jail time; only its owner, and only with the minimum stake.
    function unjailValidator(address validator) external;

    /// @notice Begins the next epoch once the current one is over; anyone.
    function advanceEpoch() external;

    /// @notice Emergency: no registration, stake, proposal or vote comes in. Slashes, requests and claims go on,
    /// so a pause can neither save an offender nor hold anybody's stake. Only a guardian.
    function pause() external;

    /// @notice Ends the emergency; only a guardian.
    function unpause() external;

    /// @notice Changes parameters and recomputes every validator's power; only the admin.
    function setParameters(Parameters calldata parameters) external;

    /// @notice Names who receives what is slashed; only the admin.
    function setTreasury(address treasury) external;

    /// @notice Owners of active validators.
    function getActiveValidators() external view returns (address[] memory);

    /// @notice How many validators are active.
    function getActiveValidatorsCount() external view returns (uint256);

    /// @notice The active set in one answer, for those who run CometBFT by it.
    function getValidatorSet()
        external
        view
        returns (
            address[] memory validators,
            bytes32[] memory peerIds,
            address[] memory signers,
            uint256[] memory powers
        );

    /// @notice Owners of all registered validators, active or not.
    function getRegisteredValidators() external view returns (address[] memory);

    /// @notice The validator that has the lease now, asked from the coordinator; zero where there is none.
    function getCurrentProposer() external view returns (address);

    /// @notice The validator that put up a past block, or that will have the lease at a coming one if nobody misses;
    /// zero where nobody put it up.
    function getBlockProducer(uint256 blockNumber) external view returns (address);

    /// @notice Whether more than two thirds of the power voted for this block.
    function isBlockFinalized(bytes32 blockHash) external view returns (bool);

    /// @notice Everything about a validator.
    function getValidatorInfo(address validator) external view returns (ValidatorInfo memory);

    /// @notice An epoch's first block, its last (zero while it goes on), and its finalized blocks.
    function getEpochInfo(uint256 epoch)
        external
        view
        returns (uint256 startBlock, uint256 endBlock, uint256 finalizedBlocks);

    /// @notice A proposed block's hash, who put it up and when.
    function getBlockProposal(uint256 blockNumber)
        external
        view
        returns (bytes32 blockHash, address proposer, uint256 timestamp);

    /// @notice Who voted for a block.
    function getAttestations(bytes32 blockHash) external view returns (address[] memory);

    /// @notice Power that those who voted for a block have now.
    function getAttestationPower(bytes32 blockHash) external view returns (uint256);

    /// @notice Finalized blocks that a validator attested, and had to, since it was last free.
    function getUptime(address validator) external view returns (uint256 attested, uint256 due);

    /// @notice Voting power of a validator now; zero of anybody else.
    function powerOf(address validator) external view returns (uint256);

    /// @notice Hot key of a validator; zero until set.
    function signerOf(address validator) external view returns (address);

    /// @notice Consensus key of a validator; zero of anybody else.
    function peerIdOf(address validator) external view returns (bytes32);

    /// @notice Whether `account` is an active validator.
    function isValidator(address account) external view returns (bool);

    /// @notice The validator whose hot key this is or was; zero if nobody's.
    function validatorOfSigner(address signer) external view returns (address);

    /// @notice The validator with this consensus key; zero if nobody's.
    function validatorOfPeerId(bytes32 peerId) external view returns (address);

    /// @notice The epoch now.
    function currentEpoch() external view returns (uint256);

    /// @notice Sum of the active validators' power.
    function totalVotingPower() external view returns (uint256);

    /// @notice Parameters now.
    function getParameters() external view returns (Parameters memory);
}
