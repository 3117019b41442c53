// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { LeaseTest } from "./base/LeaseTest.sol";

/// @dev Rules of the lease one by one, as an oracle tells them height by height; LeaseTraces.t.sol has them all at once.
contract LeaseMachineTest is LeaseTest {
    uint256 private height = 1;

    function test_handOver_isKeptAtItsHeight() public {
        _tell(0, 0, 4, operators[2].owner);
        for (; height < 3;) {
            _tell(0, 0, 0, address(0));
            vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        }
        vm.expectEmit(true, true, true, true);
        emit IAndeSequencerCoordinator.LeaderRotated(
            2, operators[0].owner, operators[2].owner, block.number, "handed over"
        );
        _tell(0, 0, 0, address(0));
        vm.assertEq(coordinator.currentLeader(), operators[2].owner);
    }

    function test_handOver_toNobodyGoesToTheNext() public {
        _tell(0, 0, 2, address(0));
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
    }

    function test_handOver_isIgnoredIfLateOrToWhoMayNot() public {
        _tell(0, 0, 1, operators[2].owner);
        _tell(0, 0, 4, operators[0].owner);
        _tell(0, 0, 4, treasury);
        _tell(0, 0, 0, address(0));
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        vm.assertEq(coordinator.getCurrentRotation().number, 1);
    }

    function test_handOver_toOneWhoHasFailedGoesToTheNextInstead() public {
        _fail(0);
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        _tell(1, 1, height + 1, operators[0].owner);
        vm.assertEq(coordinator.currentLeader(), operators[2].owner);
    }

    function test_misses_areForgottenWhenTheirProposerCarriesTheHoldersBlock() public {
        for (uint256 i = 0; i < 4; i++) {
            _tell(1, 1, 0, address(0));
            _tell(2, 2, 0, address(0));
        }
        vm.assertEq(coordinator.missesOfLease(), 8);
        _tell(1, 0, 0, address(0));
        vm.assertEq(coordinator.missesOfLease(), 4);
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
    }

    function test_misses_toldByOneAloneEndNothing() public {
        for (uint256 i = 0; i < 12; i++) {
            _tell(1, 1, 0, address(0));
        }
        vm.assertEq(coordinator.missesOfLease(), 12);
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
    }

    function test_failure_isForgottenOnceItsAuthorProposesAgain() public {
        _fail(0);
        vm.assertEq(coordinator.getFailed().length, 1);
        _tell(0, 1, 0, address(0));
        vm.assertEq(coordinator.getFailed().length, 0);
    }

    function test_failures_areForgottenWhereAllHaveFailed() public {
        // Only those with a lease can fail: each in turn, told by the manager's validators beside the three.
        _join(7, 2 * MIN_STAKE);
        _join(8, 2 * MIN_STAKE);
        _join(9, 2 * MIN_STAKE);
        for (uint256 i = 0; i < 3; i++) {
            vm.assertEq(coordinator.currentLeader(), operators[i].owner);
            vm.assertEq(coordinator.getFailed().length, i);
            for (uint256 miss = 0; miss < 12 && coordinator.currentLeader() == operators[i].owner; miss++) {
                _record(_operator(7 + miss % 3).owner, _operator(7 + miss % 3).owner);
            }
        }
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        vm.assertEq(coordinator.getFailed().length, 0);
    }

    function test_holder_staysWhereNobodyMayFollow() public {
        _tell(0, 0, 0, address(0));
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(operators[i].owner);
            coordinator.unregisterSequencer();
        }
        _tell(0, 0, 0, address(0));
        vm.assertEq(coordinator.getCurrentRotation().leader, operators[0].owner);
        vm.assertEq(coordinator.currentLeader(), emergency);
    }

    function test_holder_whoLeavesIsFollowedAtOnce() public {
        _tell(0, 0, 0, address(0));
        vm.prank(operators[0].owner);
        coordinator.unregisterSequencer();
        vm.expectEmit(true, true, true, true);
        emit IAndeSequencerCoordinator.LeaderRotated(
            2, operators[0].owner, operators[1].owner, block.number, "not eligible"
        );
        _tell(1, 0, 0, address(0));
    }

    /// @dev Two of three tell ten misses of `holder`.
    function _fail(uint256 holder) private {
        vm.assertEq(coordinator.currentLeader(), operators[holder].owner);
        uint256 misses = 0;
        for (; coordinator.currentLeader() == operators[holder].owner; misses++) {
            uint256 proposer = (holder + 1 + misses % 2) % 3;
            _tell(proposer, proposer, 0, address(0));
        }
        vm.assertEq(misses, 10);
    }

    function _tell(uint256 proposer, uint256 author, uint256 handOverAt, address handOverTo) private {
        IAndeSequencerCoordinator.Observation[] memory seen = new IAndeSequencerCoordinator.Observation[](1);
        seen[0] = IAndeSequencerCoordinator.Observation(
            height, operators[proposer].owner, operators[author].owner, handOverAt, handOverTo
        );
        height += 1;
        vm.prank(oracle);
        coordinator.recordBlocks(seen);
    }

    function _record(address proposer, address author) private {
        IAndeSequencerCoordinator.Observation[] memory seen = new IAndeSequencerCoordinator.Observation[](1);
        seen[0] = IAndeSequencerCoordinator.Observation(height, proposer, author, 0, address(0));
        height += 1;
        vm.prank(oracle);
        coordinator.recordBlocks(seen);
    }
}
