// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { IAndeConsensus } from "./interfaces/IAndeConsensus.sol";
import { IAndeSequencerCoordinator } from "./interfaces/IAndeSequencerCoordinator.sol";
import { IForceInclusions } from "./interfaces/IForceInclusions.sol";
import { IChainProofs } from "./interfaces/IChainProofs.sol";
import { ChainProofs } from "./lease/ChainProofs.sol";
import { ForceInclusions } from "./lease/ForceInclusions.sol";
import { SequencerPenalties } from "./lease/SequencerPenalties.sol";

/// @title Who has the lease, as the chain can prove it
contract AndeSequencerCoordinator is SequencerPenalties, UUPSUpgradeable {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @notice May tell who authored which height, on chains whose headers do not prove it.
    bytes32 public constant ORACLE_ROLE = keccak256("ORACLE_ROLE");
    /// @notice May switch emergency mode, without the admin's delay.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice Verifies headers and what hangs on them; made with each implementation.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IChainProofs public immutable chainProofs;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address private immutable _forceInclusions;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        chainProofs = new ChainProofs();
        _forceInclusions = address(new ForceInclusions(chainProofs));
        _disableInitializers();
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function initialize(
        address admin,
        address andeToken,
        address emergencySequencer_,
        address consensus,
        address treasury_,
        Parameters calldata parameters
    ) external initializer {
        if (admin == address(0) || consensus == address(0)) revert AddressIsZero();
        __AccessControl_init();
        _initializeVault(andeToken, treasury_);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _own().consensus = IAndeConsensus(consensus);
        _setEmergencySequencer(emergencySequencer_);
        _setParameters(parameters);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function proveLease(LeaseProof calldata proof) external {
        LeaseStorage storage lease = _lease();
        (uint256 blockNumber, address holder) = _readLease(proof);
        if (blockNumber <= lease.provenToBlock) revert ProofTooOld(blockNumber, lease.provenToBlock);
        Rotation memory before = lease.rotations[lease.epoch];
        lease.provenToBlock = blockNumber;
        lease.followedAtBlock = block.number;
        lease.nextHeight = 0;
        bool isNext = proof.epoch == before.number + 1 && before.provenFromBlock != 0;
        bool isMissed = isNext && _hasFailedIn(proof, _own().sequencers[before.leader].place);
        if (proof.epoch != before.number || holder != before.leader) {
            delete lease.failed;
            _setLease(proof.epoch, holder, proof.holder, proof.startHeight, isMissed ? "missed" : "proven");
        }
        Rotation storage rotation = lease.rotations[proof.epoch];
        if (rotation.provenFromBlock == 0) rotation.provenFromBlock = blockNumber;
        rotation.provenToBlock = blockNumber;
        rotation.startHeight = proof.startHeight;
        if (isMissed && !_own().isUsed[_timeoutEvidence(before.number)]) {
            _punishTimeout(before.leader, before.number);
        }
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function slashTimeout(LeaseProof calldata held, LeaseProof calldata lost) external {
        (, address holder) = _readLease(held);
        _readLease(lost);
        if (lost.epoch != held.epoch + 1 || !_hasFailedIn(lost, held.holder)) revert NoTimeout();
        _punishTimeout(holder, held.epoch);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function recordBlocks(Observation[] calldata observations) external onlyRole(ORACLE_ROLE) {
        for (uint256 i = 0; i < observations.length; i++) {
            _record(observations[i], 0);
        }
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function recordBlockProduced(address producer, uint256 height, uint256 transactions)
        external
        onlyRole(ORACLE_ROLE)
    {
        _record(Observation(height, producer, producer, 0, address(0)), transactions);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function synchroniseLease(uint256 epoch, address leader, uint256 startHeight, uint256 nextHeight)
        external
        onlyRole(ORACLE_ROLE)
    {
        _registered(leader);
        LeaseStorage storage lease = _lease();
        delete lease.failed;
        lease.nextHeight = nextHeight;
        lease.followedAtBlock = block.number;
        _setLease(epoch, leader, _placeOf(leader), startHeight, "synchronised");
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function forceRotation(string calldata reason) external {
        address leader = _lease().holder;
        bool isLeader = msg.sender == leader || msg.sender == _own().consensus.signerOf(leader);
        if (!isLeader && !hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) revert NotTheLeader(msg.sender);
        _rotate(reason);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function checkTimeout() external {
        if (!isTimeoutReached()) revert TimeoutNotReached(_lease().holder, _silentFromBlock());
        _lease().followedAtBlock = block.number;
        _rotate("silence");
    }

    /// @inheritdoc IForceInclusions
    function requestForceInclusion(bytes calldata) external {
        _passToForceInclusions();
    }

    /// @inheritdoc IForceInclusions
    function markForceInclusionCompleted(bytes32, bytes calldata, uint256, bytes[] calldata) external {
        _passToForceInclusions();
    }

    /// @inheritdoc IForceInclusions
    function dismissForceInclusion(bytes32, bytes calldata, bytes[] calldata) external {
        _passToForceInclusions();
    }

    /// @inheritdoc IForceInclusions
    function checkForceInclusionTimeout() external {
        _passToForceInclusions();
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function activateEmergencyMode(string calldata reason) external onlyRole(GUARDIAN_ROLE) {
        _switchEmergency(true);
        emit EmergencyModeActivated(emergencySequencer(), reason);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function deactivateEmergencyMode() external onlyRole(GUARDIAN_ROLE) {
        _switchEmergency(false);
        emit EmergencyModeDeactivated(currentLeader());
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function updateSequencerUptime(address sequencer, uint256 uptime) external onlyRole(ORACLE_ROLE) {
        if (uptime > FULL_BPS) revert ParameterInvalid("uptime");
        _registered(sequencer).uptime = uptime;
        emit UptimeUpdated(sequencer, uptime);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function setEmergencySequencer(address sequencer) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setEmergencySequencer(sequencer);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function setParameters(Parameters calldata parameters) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setParameters(parameters);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function setBlocksPerRotation(uint256 blocks) external onlyRole(DEFAULT_ADMIN_ROLE) {
        Parameters memory parameters = _own().parameters;
        parameters.blocksPerRotation = SafeCast.toUint32(blocks);
        _setParameters(parameters);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function setTreasury(address treasury_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setTreasury(treasury_);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function leaderAt(uint256 height) external view returns (address) {
        LeaseStorage storage lease = _lease();
        address[] memory active = getActiveSequencers();
        if (_own().isEmergency || active.length == 0) return emergencySequencer();
        address leader = currentLeader();
        if (height < lease.startHeight + lease.blocks) return leader;
        uint256 leases = 1 + (height - lease.startHeight - lease.blocks) / _own().parameters.blocksPerRotation;
        uint256 index = 0;
        while (active[index] != leader) index += 1;
        return active[(index + leases) % active.length];
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function isEmergencyMode() external view returns (bool) {
        return _own().isEmergency;
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getParameters() external view returns (Parameters memory) {
        return _own().parameters;
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function isTimeoutReached() public view returns (bool) {
        return _lease().epoch != 0 && block.number >= _silentFromBlock();
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function currentLeader() public view returns (address leader) {
        if (_own().isEmergency) return emergencySequencer();
        leader = _lease().holder;
        if (_isEligible(leader)) return leader;
        (leader,) = _firstAfter(_lease().place, true);
        if (leader == address(0)) (leader,) = _firstAfter(_lease().place, false);
        if (leader == address(0)) leader = emergencySequencer();
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function emergencySequencer() public view returns (address) {
        return _own().emergencySequencer;
    }

    function _authorizeUpgrade(address) internal override onlyRole(DEFAULT_ADMIN_ROLE) { }

    // One contract would be larger than a contract may be. The other half is made by this one's constructor and works on
    // the same storage, at the same named places.
    /// @custom:oz-upgrades-unsafe-allow-reachable delegatecall
    function _passToForceInclusions() private {
        Address.functionDelegateCall(_forceInclusions, msg.data);
    }

    function _record(Observation memory seen, uint256 transactions) private {
        address holder = _lease().epoch == 0 ? address(0) : _lease().holder;
        bool isMiss = _observe(seen);
        if (_own().registered.contains(seen.author)) _own().sequencers[seen.author].blocksProduced += 1;
        if (isMiss && holder != address(0)) _own().sequencers[holder].blocksMissed += 1;
        emit BlockProduced(seen.author, seen.height, transactions);
    }

    function _rotate(string memory reason) private {
        uint256 height = Math.max(_lease().startHeight, _lease().nextHeight);
        (address next, bytes20 place) = _successor();
        _begin(next, place, height, reason);
    }

    function _switchEmergency(bool isOn) private {
        if (_own().isEmergency == isOn) revert EmergencyModeIs(isOn);
        _own().isEmergency = isOn;
    }

    function _setEmergencySequencer(address sequencer) private {
        if (sequencer == address(0)) revert AddressIsZero();
        _own().emergencySequencer = sequencer;
        emit EmergencySequencerSet(sequencer);
    }

    function _setParameters(Parameters memory given) private {
        if (given.minimumStake == 0) revert ParameterInvalid("minimumStake");
        if (given.withdrawalDelaySeconds == 0) revert ParameterInvalid("withdrawalDelaySeconds");
        if (given.blocksPerRotation == 0) revert ParameterInvalid("blocksPerRotation");
        if (given.timeoutBlocks == 0) revert ParameterInvalid("timeoutBlocks");
        if (given.forceInclusionBlocks == 0) revert ParameterInvalid("forceInclusionBlocks");
        _own().parameters = given;
        emit ParametersSet(given);
    }

    function _silentFromBlock() private view returns (uint256) {
        LeaseStorage storage lease = _lease();
        return lease.followedAtBlock + lease.blocks + _own().parameters.timeoutBlocks;
    }

    function _readLease(LeaseProof calldata proof)
        private
        view
        returns (uint256 blockNumber, address holder)
    {
        blockNumber = chainProofs.readLease(proof);
        holder = _own().ownerAt[proof.holder];
        if (holder == address(0)) revert HolderUnknown(proof.holder);
    }

    function _hasFailedIn(LeaseProof calldata proof, bytes20 place) private view returns (bool) {
        return chainProofs.hasFailed(proof.failed, place);
    }
}
