// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { StakeVault } from "../stake/StakeVault.sol";
import { CoordinatorState } from "./CoordinatorState.sol";

/// @title What sequencers stake, and lose
abstract contract SequencerStake is StakeVault, CoordinatorState {
    using EnumerableSet for EnumerableSet.AddressSet;

    function _slash(address sequencer, uint256 basisPoints, string memory reason) internal {
        uint256 amount = _takeStake(sequencer, basisPoints);
        (uint256 bonded, uint256 leaving,) = stakeOf(sequencer);
        emit IAndeSequencerCoordinator.SequencerSlashed(sequencer, amount, reason, bonded + leaving);
    }

    // One who left and was paid can no longer be found by its place in the order.
    function _onClaim(address owner) internal override {
        CoordinatorStorage storage own = _own();
        if (own.registered.contains(owner)) return;
        delete own.ownerAt[own.sequencers[owner].place];
        delete own.sequencers[owner].peerId;
        delete own.sequencers[owner].place;
    }
}
