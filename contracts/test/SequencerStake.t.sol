// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { IStakeVault } from "../src/interfaces/IStakeVault.sol";
import { StakeVault } from "../src/stake/StakeVault.sol";
import { ChainTest } from "./base/ChainTest.sol";

contract BareVault is StakeVault {
    function open(address token, address treasury) external {
        _initializeVault(token, treasury);
    }

    function _onClaim(address) internal override { }
}

contract SequencerStakeTest is ChainTest {
    function test_registerSequencer_beforeTheClaimKeepsItsPlaceAndPaysWhatLeft() public {
        Operator memory who = _joinSequencer(0, MIN_STAKE);
        vm.prank(who.owner);
        coordinator.unregisterSequencer();
        _sequence(who, 2 * MIN_STAKE);
        vm.assertEq(coordinator.getActiveSequencers()[0], who.owner);
        vm.warp(block.timestamp + DELAY);
        vm.prank(who.owner);
        coordinator.claimStake();
        vm.assertEq(token.balanceOf(who.owner), MIN_STAKE);
        (uint256 bonded, uint256 leaving,) = coordinator.stakeOf(who.owner);
        vm.assertEq(bonded, 2 * MIN_STAKE);
        vm.assertEq(leaving, 0);
        // Still found by its place: it may lead.
        vm.assertEq(coordinator.getActiveSequencers().length, 1);
        vm.assertEq(coordinator.currentLeader(), who.owner);
    }

    function test_registerSequencer_revertsIfTheSetIsFull() public {
        IAndeConsensus.Parameters memory parameters = _consensusParameters();
        parameters.maximumValidators = 100;
        vm.prank(admin);
        consensus.setParameters(parameters);
        for (uint256 i = 0; i < 50; i++) {
            _joinSequencer(i, MIN_STAKE);
        }
        Operator memory who = _join(50, MIN_STAKE);
        _fund(who.owner, address(coordinator), MIN_STAKE);
        vm.prank(who.owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.SetIsFull.selector, 50));
        coordinator.registerSequencer(MIN_STAKE, "rpc", who.peerId);
        vm.assertEq(coordinator.getRegisteredSequencers().length, 50);
    }

    function test_unjailSequencer_revertsUntilTheStakeIsThere() public {
        Operator memory who = _joinSequencer(0, MIN_STAKE);
        Operator memory next = _joinSequencer(1, MIN_STAKE);
        vm.roll(2_000);
        for (uint256 epoch = 10; epoch < 16; epoch += 2) {
            coordinator.slashTimeout(
                _leaseProof(1_900 + epoch, epoch, _place(who), "[]"),
                _leaseProof(1_901 + epoch, epoch + 1, _place(next), _failed(_place(who)))
            );
        }
        vm.warp(coordinator.getSequencerInfo(who.owner).jailedUntil);
        uint256 left = (MIN_STAKE * 9 * 9 * 9) / 1_000;
        vm.startPrank(who.owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.StakeBelowMinimum.selector, left, MIN_STAKE)
        );
        coordinator.unjailSequencer(who.owner);
        vm.stopPrank();
        _fund(who.owner, address(coordinator), MIN_STAKE - left);
        vm.startPrank(who.owner);
        coordinator.increaseStake(MIN_STAKE - left);
        coordinator.unjailSequencer(who.owner);
        vm.stopPrank();
        vm.assertTrue(coordinator.getSequencerInfo(who.owner).isActive);
    }

    function test_addresses_areNeverZero() public {
        vm.startPrank(admin);
        vm.expectRevert(IStakeVault.AddressIsZero.selector);
        coordinator.setTreasury(address(0));
        vm.expectRevert(IStakeVault.AddressIsZero.selector);
        coordinator.setEmergencySequencer(address(0));
        vm.expectRevert(IStakeVault.AddressIsZero.selector);
        consensus.setTreasury(address(0));
        vm.stopPrank();
        BareVault vault = new BareVault();
        vm.expectRevert(IStakeVault.AddressIsZero.selector);
        vault.open(address(0), treasury);
        vault.open(address(token), treasury);
        vm.assertEq(vault.treasury(), treasury);
    }
}
