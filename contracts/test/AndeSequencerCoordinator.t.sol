// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Initializable } from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import { AndeSequencerCoordinator } from "../src/AndeSequencerCoordinator.sol";
import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { IStakeVault } from "../src/interfaces/IStakeVault.sol";
import { LeaseTest } from "./base/LeaseTest.sol";

contract AndeSequencerCoordinatorTest is LeaseTest {
    function test_selectors_areTheOriginals() public pure {
        vm.assertTrue(IAndeSequencerCoordinator.registerSequencer.selector == 0x1a5425c5);
        vm.assertTrue(IAndeSequencerCoordinator.recordBlockProduced.selector == 0xaf210412);
        vm.assertTrue(IAndeSequencerCoordinator.checkTimeout.selector == 0x09bbd6a0);
        vm.assertTrue(IAndeSequencerCoordinator.getActiveSequencers.selector == 0xf4eba842);
        vm.assertTrue(IAndeSequencerCoordinator.isTimeoutReached.selector == 0xe908154e);
        vm.assertTrue(IAndeSequencerCoordinator.currentLeader.selector == 0xac4bd53a);
    }

    function test_initialize_revertsIfRepeatedOrZero() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        coordinator.initialize(
            admin, address(token), emergency, address(consensus), treasury, _coordinatorParameters()
        );
        address implementation = address(new AndeSequencerCoordinator());
        address[5] memory given = [admin, address(token), emergency, address(consensus), treasury];
        for (uint256 i = 0; i < 5; i++) {
            address[5] memory parts = given;
            parts[i] = address(0);
            bytes memory call = abi.encodeCall(
                IAndeSequencerCoordinator.initialize,
                (parts[0], parts[1], parts[2], parts[3], parts[4], _coordinatorParameters())
            );
            vm.expectRevert(IStakeVault.AddressIsZero.selector);
            _proxy(implementation, call);
        }
    }

    function test_registerSequencer_isForValidatorsWithAHotKey() public {
        Operator memory who = _operator(8);
        vm.startPrank(who.owner);
        bytes memory refused =
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotAValidator.selector, who.owner, who.peerId);
        vm.expectRevert(refused);
        coordinator.registerSequencer(MIN_STAKE, "rpc", who.peerId);
        vm.stopPrank();
        _fund(who.owner, address(consensus), MIN_STAKE);
        vm.startPrank(who.owner);
        consensus.registerValidator(who.peerId, "rpc", MIN_STAKE);
        vm.expectRevert(refused);
        coordinator.registerSequencer(MIN_STAKE, "rpc", who.peerId);
        vm.stopPrank();
        _setSigner(who);
        vm.startPrank(who.owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAndeSequencerCoordinator.StakeBelowMinimum.selector, MIN_STAKE - 1, MIN_STAKE
            )
        );
        coordinator.registerSequencer(MIN_STAKE - 1, "rpc", who.peerId);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.RpcLengthInvalid.selector, 0));
        coordinator.registerSequencer(MIN_STAKE, "", who.peerId);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.RpcLengthInvalid.selector, 257));
        coordinator.registerSequencer(MIN_STAKE, string(new bytes(257)), who.peerId);
        vm.stopPrank();
        vm.prank(operators[0].owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.AlreadyRegistered.selector, operators[0].owner)
        );
        coordinator.registerSequencer(MIN_STAKE, "rpc", operators[0].peerId);
    }

    function test_unregisterSequencer_paysOnceAndLetsItComeBack() public {
        address owner = operators[0].owner;
        vm.startPrank(owner);
        coordinator.unregisterSequencer();
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, owner));
        coordinator.unregisterSequencer();
        vm.expectPartialRevert(IStakeVault.StakeStillLocked.selector);
        coordinator.claimStake();
        vm.warp(block.timestamp + DELAY);
        coordinator.claimStake();
        vm.assertEq(token.balanceOf(owner), 2 * MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NothingToClaim.selector, owner));
        coordinator.claimStake();
        token.approve(address(coordinator), MIN_STAKE);
        coordinator.registerSequencer(MIN_STAKE, "rpc", operators[0].peerId);
        vm.stopPrank();
        vm.assertEq(coordinator.getActiveSequencers()[0], owner);
        vm.assertEq(coordinator.getRegisteredSequencers().length, 3);
    }

    function test_unregisterSequencer_skipsNobody() public {
        _prove(1_900, 5, 0, "[]");
        vm.prank(operators[0].owner);
        coordinator.unregisterSequencer();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
    }

    function test_recordBlocks_rotatesAfterAHundredBlocks() public {
        vm.startPrank(oracle);
        for (uint256 height = 1; height <= 100; height++) {
            vm.assertEq(coordinator.currentLeader(), operators[0].owner);
            coordinator.recordBlockProduced(operators[0].owner, height, 3);
        }
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(coordinator.nextHeightToRecord(), 101);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).blocksProduced, 100);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.HeightOutOfOrder.selector, 100, 101));
        coordinator.recordBlockProduced(operators[0].owner, 100, 3);
        vm.stopPrank();
    }

    function test_recordBlocks_endsTheLeaseOfWhoMissesAndSlashesNobody() public {
        vm.startPrank(oracle);
        coordinator.recordBlockProduced(operators[0].owner, 1, 0);
        for (uint256 height = 2; height <= 11; height++) {
            coordinator.recordBlockProduced(operators[1 + height % 2].owner, height, 0);
        }
        vm.stopPrank();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(coordinator.getFailed()[0], operators[0].owner);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).blocksMissed, 10);
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_newLeader_isNotTimedOutByOldMisses() public {
        test_recordBlocks_endsTheLeaseOfWhoMissesAndSlashesNobody();
        vm.assertEq(coordinator.missesOfLease(), 0);
        vm.prank(oracle);
        coordinator.recordBlockProduced(operators[2].owner, 12, 0);
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
    }

    function test_checkTimeout_onlyAfterALongSilence() public {
        vm.assertFalse(coordinator.isTimeoutReached());
        _prove(1_900, 5, 0, "[]");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAndeSequencerCoordinator.TimeoutNotReached.selector, operators[0].owner, 2_110
            )
        );
        coordinator.checkTimeout();
        vm.roll(2_110);
        vm.assertTrue(coordinator.isTimeoutReached());
        coordinator.checkTimeout();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_leaderAt_tellsTheTurns() public {
        vm.prank(oracle);
        coordinator.synchroniseLease(1, operators[1].owner, 1_000, 1_000);
        vm.assertEq(coordinator.leaderAt(1_099), operators[1].owner);
        vm.assertEq(coordinator.leaderAt(1_100), operators[2].owner);
        vm.assertEq(coordinator.leaderAt(1_200), operators[0].owner);
    }

    function test_currentLeader_isTheEmergencySequencerWhileNobodyIsEligible() public {
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(operators[i].owner);
            coordinator.unregisterSequencer();
        }
        vm.assertEq(coordinator.currentLeader(), emergency);
    }

    function test_heartbeat_byOwnerOrHotKey() public {
        vm.prank(operators[0].owner);
        coordinator.heartbeat();
        vm.prank(operators[1].signer);
        coordinator.heartbeat();
        vm.assertEq(coordinator.getSequencerInfo(operators[1].owner).lastHeartbeat, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, address(0)));
        coordinator.heartbeat();
    }

    function test_eligibility_followsTheValidatorSet() public {
        vm.prank(manager);
        consensus.deactivateValidator(operators[1].owner);
        vm.assertEq(coordinator.getActiveSequencers().length, 2);
    }

    function test_gas() public {
        IAndeSequencerCoordinator.LeaseProof memory proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        coordinator.proveLease(proof);
        vm.snapshotGasLastCall("proveLease");
        vm.prank(operators[1].signer);
        coordinator.heartbeat();
        vm.snapshotGasLastCall("heartbeat");
    }
}
