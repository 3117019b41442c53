// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { IAndeConsensus } from "../interfaces/IAndeConsensus.sol";
import { IForceInclusions } from "../interfaces/IForceInclusions.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";

/// @title What the coordinator keeps, at places that its two halves share
abstract contract CoordinatorState is IForceInclusions {
    struct Sequencer {
        bytes32 peerId;
        bytes20 place;
        string rpc;
        uint256 blocksProduced;
        uint256 blocksMissed;
        uint256 timeouts;
        uint256 jailedUntil;
        uint256 lastHeartbeat;
        uint256 uptime;
    }

    /// @custom:storage-location erc7201:cordillera.storage.AndeSequencerCoordinator
    struct CoordinatorStorage {
        IAndeSequencerCoordinator.Parameters parameters;
        IAndeConsensus consensus;
        address emergencySequencer;
        bool isEmergency;
        EnumerableSet.AddressSet registered;
        mapping(address owner => Sequencer) sequencers;
        mapping(bytes20 place => address) ownerAt;
        mapping(bytes32 evidence => bool) isUsed;
        /// Forced transactions that wait.
        IForceInclusions.ForceInclusion[] pending;
        /// One more than its index in `pending`.
        mapping(bytes32 txHash => uint256) position;
        mapping(bytes32 txHash => bool) isSettled;
        uint256 totalBonds;
    }

    /// @custom:storage-location erc7201:cordillera.storage.LeaseMachine
    struct LeaseStorage {
        /// Counts leases; zero before the first.
        uint256 epoch;
        address holder;
        /// CometBFT address of the holder: its place in the order, even when it has left.
        bytes20 place;
        uint256 startHeight;
        /// Length of this lease.
        uint256 blocks;
        uint256 nextHeight;
        uint256 handOverAt;
        address handOverTo;
        address[] missedBy;
        mapping(uint256 epoch => mapping(address proposer => uint256)) missed;
        address[] failed;
        mapping(uint256 number => IAndeSequencerCoordinator.Rotation) rotations;
        /// Block in which the lease was last proven or recorded.
        uint256 followedAtBlock;
        uint256 provenToBlock;
    }

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.LeaseMachine")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEASE_SLOT = 0xb58520f6f783e3f60bac6adbf313713e27234a6e9347dc42c70f84c1ff201200;

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.AndeSequencerCoordinator")) - 1)) &
    // ~bytes32(uint256(0xff))
    bytes32 private constant COORDINATOR_SLOT =
        0x3cac284f54a02c0b8b2649a2136f4b609bf4261f19baaa864314a69b10af8900;

    /// @inheritdoc IForceInclusions
    function getPendingForceInclusions() external view returns (ForceInclusion[] memory) {
        return _own().pending;
    }

    /// @inheritdoc IForceInclusions
    function totalBonds() external view returns (uint256) {
        return _own().totalBonds;
    }

    function _own() internal pure returns (CoordinatorStorage storage own) {
        assembly {
            own.slot := COORDINATOR_SLOT
        }
    }

    function _lease() internal pure returns (LeaseStorage storage lease) {
        assembly {
            lease.slot := LEASE_SLOT
        }
    }
}
