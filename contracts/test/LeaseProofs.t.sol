// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { LeaseTest } from "./base/LeaseTest.sol";

/// @dev Leases as headers prove them, and what a lost one costs.
contract LeaseProofsTest is LeaseTest {
    function test_proveLease_followsTheApplicationState() public {
        _prove(1_900, 5, 0, "[]");
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        IAndeSequencerCoordinator.LeaseProof memory next = _leaseProof(1_950, 6, _place(operators[1]), "[]");
        vm.expectEmit(true, true, true, true);
        emit IAndeSequencerCoordinator.LeaderRotated(
            6, operators[0].owner, operators[1].owner, 2_000, "proven"
        );
        coordinator.proveLease(next);
        _prove(1_960, 6, 1, "[]");
        IAndeSequencerCoordinator.Rotation memory rotation = coordinator.getRotationInfo(6);
        vm.assertEq(rotation.provenFromBlock, 1_950);
        vm.assertEq(rotation.provenToBlock, 1_960);
        vm.assertEq(rotation.startHeight, 600);
        vm.assertEq(coordinator.getCurrentRotation().number, 6);
    }

    function test_proveLease_slashesAHolderThatLostItsLease() public {
        _prove(1_900, 5, 0, "[]");
        IAndeSequencerCoordinator.LeaseProof memory lost =
            _leaseProof(1_910, 6, _place(operators[1]), _failed(_place(operators[0])));
        vm.expectEmit(true, false, false, true);
        emit IAndeSequencerCoordinator.TimeoutDetected(operators[0].owner, 2_000, 5);
        coordinator.proveLease(lost);
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 5);
        IAndeSequencerCoordinator.LeaseProof memory held = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        vm.expectPartialRevert(IAndeSequencerCoordinator.EvidenceUsed.selector);
        coordinator.slashTimeout(held, lost);
    }

    function test_proveLease_revertsIfForged() public {
        IAndeSequencerCoordinator.LeaseProof memory proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        proof.holder = _place(operators[1]);
        vm.expectRevert(IAndeSequencerCoordinator.StateMismatch.selector);
        coordinator.proveLease(proof);
        proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        vm.setBlockhash(1_900, bytes32("another"));
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.HeaderUnknown.selector, 1_900));
        coordinator.proveLease(proof);
        proof = _leaseProof(1_900, 5, bytes20("nobody"), "[]");
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.HolderUnknown.selector, bytes20("nobody"))
        );
        coordinator.proveLease(proof);
    }

    function test_proveLease_revertsIfOlder() public {
        _prove(1_900, 5, 0, "[]");
        IAndeSequencerCoordinator.LeaseProof memory old = _leaseProof(1_899, 4, _place(operators[1]), "[]");
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.ProofTooOld.selector, 1_899, 1_900));
        coordinator.proveLease(old);
    }

    function test_slashTimeout_thriceJailsForAWeek() public {
        address owner = operators[0].owner;
        uint256 stake = 2 * MIN_STAKE;
        for (uint256 epoch = 10; epoch < 16; epoch += 2) {
            coordinator.slashTimeout(
                _leaseProof(1_900 + epoch, epoch, _place(operators[0]), "[]"),
                _leaseProof(1_901 + epoch, epoch + 1, _place(operators[1]), _failed(_place(operators[0])))
            );
            stake -= stake / 10;
        }
        IAndeSequencerCoordinator.SequencerInfo memory info = coordinator.getSequencerInfo(owner);
        vm.assertEq(info.stake, stake);
        vm.assertEq(info.timeouts, 3);
        vm.assertFalse(info.isActive);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, address(this))
        );
        coordinator.unjailSequencer(owner);
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.CannotUnjail.selector, owner, info.jailedUntil)
        );
        coordinator.unjailSequencer(owner);
        vm.warp(info.jailedUntil);
        coordinator.unjailSequencer(owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.CannotUnjail.selector, owner, 0));
        coordinator.unjailSequencer(owner);
        vm.stopPrank();
        vm.assertTrue(coordinator.getSequencerInfo(owner).isActive);
    }

    function test_slashTimeout_revertsForTheHonest() public {
        IAndeSequencerCoordinator.LeaseProof memory held = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        IAndeSequencerCoordinator.LeaseProof memory rotated =
            _leaseProof(1_901, 6, _place(operators[1]), _failed(_place(operators[2])));
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, rotated);
        // Whom a holder hands over to is named behind the list.
        bytes memory wish = bytes.concat('[],"handOver":{"at":7,"to":"', _hex(_place(operators[0])), '"}');
        IAndeSequencerCoordinator.LeaseProof memory wished = _leaseProof(1_902, 6, _place(operators[1]), wish);
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, wished);
        IAndeSequencerCoordinator.LeaseProof memory later =
            _leaseProof(1_903, 7, _place(operators[1]), _failed(_place(operators[0])));
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, later);
    }
}
