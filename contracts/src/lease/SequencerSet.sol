// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { IAndeConsensus } from "../interfaces/IAndeConsensus.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { LeaseMachine } from "./LeaseMachine.sol";
import { SequencerStake } from "./SequencerStake.sol";

/// @title Who may lead: registered by a validator of its own, with stake enough, and not in jail
abstract contract SequencerSet is LeaseMachine, SequencerStake {
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MAX_SEQUENCERS = 50;
    uint256 private constant MAX_RPC_BYTES = 256;

    /// @inheritdoc IAndeSequencerCoordinator
    function registerSequencer(uint256 stake, string calldata rpc, bytes32 peerId) external {
        CoordinatorStorage storage own = _own();
        uint256 length = bytes(rpc).length;
        if (length == 0 || length > MAX_RPC_BYTES) revert RpcLengthInvalid(length);
        if (!_isOwnValidator(msg.sender, peerId) || own.consensus.signerOf(msg.sender) == address(0)) {
            revert NotAValidator(msg.sender, peerId);
        }
        if (stake < own.parameters.minimumStake) {
            revert StakeBelowMinimum(stake, own.parameters.minimumStake);
        }
        if (!own.registered.add(msg.sender)) revert AlreadyRegistered(msg.sender);
        if (own.registered.length() > MAX_SEQUENCERS) revert SetIsFull(MAX_SEQUENCERS);
        Sequencer storage sequencer = own.sequencers[msg.sender];
        if (sequencer.place != 0) delete own.ownerAt[sequencer.place];
        sequencer.peerId = peerId;
        sequencer.place = bytes20(sha256(abi.encodePacked(peerId)));
        sequencer.rpc = rpc;
        own.ownerAt[sequencer.place] = msg.sender;
        emit SequencerRegistered(msg.sender, stake, rpc, peerId);
        _bond(msg.sender, msg.sender, stake);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function unregisterSequencer() external {
        _registered(msg.sender);
        _own().registered.remove(msg.sender);
        (uint256 bonded,,) = stakeOf(msg.sender);
        emit SequencerUnregistered(msg.sender, bonded);
        if (bonded > 0) _unbond(msg.sender, bonded, _own().parameters.withdrawalDelaySeconds);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function increaseStake(uint256 amount) external {
        _registered(msg.sender);
        _bond(msg.sender, msg.sender, amount);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function heartbeat() external {
        address validator = _own().consensus.validatorOfSigner(msg.sender);
        address owner = _own().registered.contains(msg.sender) ? msg.sender : validator;
        _registered(owner).lastHeartbeat = block.timestamp;
        emit Heartbeat(owner, block.timestamp);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function unjailSequencer(address sequencer) external {
        Sequencer storage each = _registered(sequencer);
        if (msg.sender != sequencer) revert NotASequencer(msg.sender);
        uint256 until = each.jailedUntil;
        if (until == 0 || block.timestamp < until) revert CannotUnjail(sequencer, until);
        (uint256 bonded,,) = stakeOf(sequencer);
        uint256 minimum = _own().parameters.minimumStake;
        if (bonded < minimum) revert StakeBelowMinimum(bonded, minimum);
        each.jailedUntil = 0;
        each.timeouts = 0;
        emit SequencerUnjailed(sequencer);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getRegisteredSequencers() external view returns (address[] memory) {
        return _own().registered.values();
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getSequencerInfo(address owner) external view returns (SequencerInfo memory info) {
        Sequencer storage sequencer = _registered(owner);
        info.owner = owner;
        info.peerId = sequencer.peerId;
        info.rpc = sequencer.rpc;
        (info.stake, info.leaving, info.claimableAt) = stakeOf(owner);
        info.blocksProduced = sequencer.blocksProduced;
        info.blocksMissed = sequencer.blocksMissed;
        info.timeouts = sequencer.timeouts;
        info.jailedUntil = sequencer.jailedUntil;
        info.lastHeartbeat = sequencer.lastHeartbeat;
        info.uptime = sequencer.uptime;
        info.isActive = _isEligible(owner);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getActiveSequencers() public view returns (address[] memory active) {
        address[] memory all = _own().registered.values();
        active = new address[](all.length);
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; i++) {
            if (!_isEligible(all[i])) continue;
            uint256 at = count;
            for (; at > 0 && _placeOf(active[at - 1]) > _placeOf(all[i]); at--) {
                active[at] = active[at - 1];
            }
            active[at] = all[i];
            count += 1;
        }
        // The array's length, which only ever shrinks here.
        assembly ("memory-safe") {
            mstore(active, count)
        }
    }

    function _sequencers() internal view override returns (address[] memory) {
        return _own().registered.values();
    }

    function _isEligible(address owner) internal view override returns (bool) {
        CoordinatorStorage storage own = _own();
        Sequencer storage sequencer = own.sequencers[owner];
        (uint256 bonded,,) = stakeOf(owner);
        if (!own.registered.contains(owner) || sequencer.jailedUntil != 0) return false;
        return bonded >= own.parameters.minimumStake && _isOwnValidator(owner, sequencer.peerId);
    }

    function _placeOf(address owner) internal view override returns (bytes20) {
        return _own().sequencers[owner].place;
    }

    function _power(address validator) internal view override returns (uint256) {
        return _own().consensus.powerOf(validator);
    }

    function _totalPower() internal view override returns (uint256) {
        return _own().consensus.totalVotingPower();
    }

    function _registered(address owner) internal view returns (Sequencer storage) {
        if (!_own().registered.contains(owner)) revert NotASequencer(owner);
        return _own().sequencers[owner];
    }

    function _isOwnValidator(address owner, bytes32 peerId) private view returns (bool) {
        IAndeConsensus consensus = _own().consensus;
        return peerId != 0 && consensus.isValidator(owner) && consensus.peerIdOf(owner) == peerId;
    }
}
