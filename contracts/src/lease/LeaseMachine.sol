// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { CoordinatorState } from "./CoordinatorState.sol";

/// @title The lease, by the rules of the validators' application state
/// @dev Line for line what node/src/lease/lease.ts and successor.ts do; the differential test holds the two together.
abstract contract LeaseMachine is IAndeSequencerCoordinator, CoordinatorState {
    /// @inheritdoc IAndeSequencerCoordinator
    function getCurrentRotation() external view returns (Rotation memory) {
        return _lease().rotations[_lease().epoch];
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getRotationInfo(uint256 number) external view returns (Rotation memory) {
        return _lease().rotations[number];
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function nextHeightToRecord() external view returns (uint256) {
        return _lease().nextHeight;
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function missesOfLease() public view returns (uint256 misses) {
        LeaseStorage storage lease = _lease();
        for (uint256 i = 0; i < lease.missedBy.length; i++) {
            misses += lease.missed[lease.epoch][lease.missedBy[i]];
        }
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function getFailed() external view returns (address[] memory) {
        return _lease().failed;
    }

    /// @dev Takes in one height; returns whether the holder kept to its lease.
    function _observe(Observation memory seen) internal returns (bool isMiss) {
        LeaseStorage storage lease = _lease();
        if (lease.epoch == 0) {
            (address first, bytes20 place) = _firstAfter(bytes20(0), false);
            lease.nextHeight = seen.height;
            _begin(first, place, seen.height, "first");
        }
        if (seen.height != lease.nextHeight) revert HeightOutOfOrder(seen.height, lease.nextHeight);
        lease.nextHeight = seen.height + 1;
        lease.followedAtBlock = block.number;
        isMiss = seen.author != lease.holder;
        _countMiss(seen.proposer, isMiss);
        _acceptHandOver(seen);
        _endIfDue(seen.height + 1);
    }

    function _begin(address holder, bytes20 place, uint256 startHeight, string memory reason) internal {
        LeaseStorage storage lease = _lease();
        _setLease(lease.epoch + 1, holder, place, startHeight, reason);
    }

    function _setLease(
        uint256 epoch,
        address holder,
        bytes20 place,
        uint256 startHeight,
        string memory reason
    ) internal {
        LeaseStorage storage lease = _lease();
        address previous = lease.holder;
        for (uint256 i = 0; i < lease.missedBy.length; i++) {
            delete lease.missed[lease.epoch][lease.missedBy[i]];
        }
        delete lease.missedBy;
        delete lease.handOverAt;
        delete lease.handOverTo;
        lease.epoch = epoch;
        lease.holder = holder;
        lease.place = place;
        lease.startHeight = startHeight;
        lease.blocks = _own().parameters.blocksPerRotation;
        lease.rotations[epoch] = Rotation(epoch, holder, startHeight, 0, 0);
        emit LeaderRotated(epoch, previous, holder, block.number, reason);
    }

    /// @dev The next in order that has not failed; where all have, failures are forgotten; where nobody is eligible,
    /// the holder stays.
    function _successor() internal returns (address holder, bytes20 place) {
        LeaseStorage storage lease = _lease();
        (holder, place) = _firstAfter(lease.place, true);
        if (holder != address(0)) return (holder, place);
        delete lease.failed;
        (holder, place) = _firstAfter(lease.place, false);
        if (holder == address(0)) (holder, place) = (lease.holder, lease.place);
    }

    /// @dev The eligible sequencer with the least address above `place`, or the least of all.
    function _firstAfter(bytes20 place, bool isFailedSkipped)
        internal
        view
        returns (address found, bytes20 foundPlace)
    {
        address[] memory all = _sequencers();
        address least = address(0);
        bytes20 leastPlace = bytes20(0);
        for (uint256 i = 0; i < all.length; i++) {
            if (!_isEligible(all[i]) || (isFailedSkipped && _isFailed(all[i]))) continue;
            bytes20 each = _placeOf(all[i]);
            if (least == address(0) || each < leastPlace) (least, leastPlace) = (all[i], each);
            if (each > place && (found == address(0) || each < foundPlace)) {
                (found, foundPlace) = (all[i], each);
            }
        }
        if (found == address(0)) (found, foundPlace) = (least, leastPlace);
    }

    function _isFailed(address sequencer) internal view returns (bool) {
        address[] storage failed = _lease().failed;
        for (uint256 i = 0; i < failed.length; i++) {
            if (failed[i] == sequencer) return true;
        }
        return false;
    }

    function _sequencers() internal view virtual returns (address[] memory);
    function _isEligible(address sequencer) internal view virtual returns (bool);
    function _placeOf(address sequencer) internal view virtual returns (bytes20);
    function _power(address validator) internal view virtual returns (uint256);
    function _totalPower() internal view virtual returns (uint256);

    // A proposer that carries the holder's block, or any block of its own, shows that it is there.
    function _countMiss(address proposer, bool isMiss) private {
        LeaseStorage storage lease = _lease();
        _remove(lease.failed, proposer);
        mapping(address => uint256) storage missed = lease.missed[lease.epoch];
        if (isMiss) {
            if (missed[proposer] == 0) lease.missedBy.push(proposer);
            missed[proposer] += 1;
        } else if (missed[proposer] > 0) {
            missed[proposer] = 0;
            _remove(lease.missedBy, proposer);
        }
    }

    function _acceptHandOver(Observation memory seen) private {
        if (seen.handOverAt <= seen.height) return;
        LeaseStorage storage lease = _lease();
        address to = seen.handOverTo;
        if (to != address(0) && (to == lease.holder || !_isEligible(to))) return;
        lease.handOverAt = seen.handOverAt;
        lease.handOverTo = to;
    }

    function _endIfDue(uint256 height) private {
        LeaseStorage storage lease = _lease();
        if (!_isEligible(lease.holder)) return _pass(height, address(0), "not eligible");
        if (lease.handOverAt != 0 && lease.handOverAt <= height) {
            return _pass(height, lease.handOverTo, "handed over");
        }
        if (_hasFailed()) {
            emit TimeoutDetected(lease.holder, block.number, lease.epoch);
            lease.failed.push(lease.holder);
            return _pass(height, address(0), "missed");
        }
        if (height - lease.startHeight >= lease.blocks) _pass(height, address(0), "rotation");
    }

    function _pass(uint256 height, address wanted, string memory reason) private {
        bool isWantedSound = wanted != address(0) && _isEligible(wanted) && !_isFailed(wanted);
        (address next, bytes20 place) = isWantedSound ? (wanted, _placeOf(wanted)) : _successor();
        _begin(next, place, height, reason);
    }

    // A proposer that hides the holder's block fills its own count only: more than a third of the power must tell.
    function _hasFailed() private view returns (bool) {
        LeaseStorage storage lease = _lease();
        if (missesOfLease() < _own().parameters.timeoutBlocks) return false;
        uint256 power = 0;
        for (uint256 i = 0; i < lease.missedBy.length; i++) {
            power += _power(lease.missedBy[i]);
        }
        return 3 * power > _totalPower();
    }

    function _remove(address[] storage list, address member) private {
        for (uint256 i = 0; i < list.length; i++) {
            if (list[i] != member) continue;
            list[i] = list[list.length - 1];
            list.pop();
            return;
        }
    }
}
