// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { IStakeVault } from "../src/interfaces/IStakeVault.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev How stake leaves.
contract ValidatorStakeTest is NetworkTest {
    function test_stake_leavesByRequestDelayAndOneClaim(uint256 extra) public {
        extra = _within(extra, 1, 1_000_000 ether);
        Operator memory who = _join(0, MIN_STAKE);
        _fund(who.owner, address(consensus), extra);
        vm.startPrank(who.owner);
        consensus.increaseStake(extra);
        vm.assertEq(consensus.powerOf(who.owner), (MIN_STAKE + extra) / 100 ether);
        consensus.requestUnstake(extra);
        vm.assertEq(consensus.powerOf(who.owner), 10);
        uint256 claimableAt = block.timestamp + DELAY;
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.StakeStillLocked.selector, who.owner, claimableAt));
        consensus.claimStake();
        vm.warp(claimableAt);
        consensus.claimStake();
        vm.assertEq(token.balanceOf(who.owner), extra);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NothingToClaim.selector, who.owner));
        consensus.claimStake();
        vm.stopPrank();
    }

    function test_requestUnstake_revertsIfTheRestIsTooSmall() public {
        Operator memory who = _join(0, MIN_STAKE);
        vm.startPrank(who.owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeConsensus.StakeBelowMinimum.selector, MIN_STAKE - 1, MIN_STAKE)
        );
        consensus.requestUnstake(1);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeVault.StakeTooSmall.selector, who.owner, MIN_STAKE + 1, MIN_STAKE)
        );
        consensus.requestUnstake(MIN_STAKE + 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.StakeTooSmall.selector, who.owner, 0, MIN_STAKE));
        consensus.requestUnstake(0);
        vm.stopPrank();
    }

    function test_unregisterValidator_paysOnceAndLetsItComeBack() public {
        Operator memory who = _join(0, MIN_STAKE);
        _join(1, MIN_STAKE);
        vm.startPrank(who.owner);
        consensus.unregisterValidator();
        vm.assertEq(consensus.totalVotingPower(), 10);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotAValidator.selector, who.owner));
        consensus.unregisterValidator();
        vm.warp(block.timestamp + DELAY);
        consensus.claimStake();
        vm.assertEq(consensus.validatorOfPeerId(who.peerId), address(0));
        vm.assertEq(token.balanceOf(address(consensus)), MIN_STAKE);
        token.approve(address(consensus), MIN_STAKE);
        consensus.registerValidator(who.peerId, "rpc", MIN_STAKE);
        vm.stopPrank();
        vm.assertEq(consensus.getRegisteredValidators().length, 2);
        vm.assertTrue(consensus.isValidator(who.owner));
    }

    function test_unregisterValidator_revertsIfItIsTheLast() public {
        Operator memory who = _join(0, MIN_STAKE);
        vm.prank(who.owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.LastValidator.selector, who.owner));
        consensus.unregisterValidator();
    }
}
