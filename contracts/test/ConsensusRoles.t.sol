// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { PausableUpgradeable } from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import { AndeConsensus } from "../src/AndeConsensus.sol";
import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev What admin, guardian and manager may, and nobody else.
contract ConsensusRolesTest is NetworkTest {
    function test_managerCalls_revertIfCallerIsNotAManager() public {
        bytes32 role = consensus.VALIDATOR_MANAGER_ROLE();
        vm.expectRevert(_noRole(address(this), role));
        consensus.registerValidator(admin, bytes32("p"), "rpc", MIN_STAKE, 4);
        vm.expectRevert(_noRole(address(this), role));
        consensus.updateValidatorPower(admin, 1);
        vm.expectRevert(_noRole(address(this), role));
        consensus.deactivateValidator(admin);
        vm.expectRevert(_noRole(address(this), role));
        consensus.activateValidator(admin);
    }

    function test_pause_stopsWhatComesInAndNothingElse() public {
        Operator memory who = _join(0, MIN_STAKE * 2);
        vm.prank(guardian);
        consensus.pause();
        bytes4 paused = PausableUpgradeable.EnforcedPause.selector;
        vm.expectRevert(paused);
        consensus.registerValidator(bytes32("p"), "rpc", MIN_STAKE);
        vm.expectRevert(paused);
        consensus.registerValidator(admin, bytes32("p"), "rpc", MIN_STAKE, 1);
        vm.expectRevert(paused);
        consensus.increaseStake(1);
        vm.expectRevert(paused);
        consensus.proposeBlock(1, 0, "");
        vm.expectRevert(paused);
        consensus.attestBlock(1, 0, "");
        vm.startPrank(who.owner);
        consensus.requestUnstake(MIN_STAKE);
        vm.warp(block.timestamp + DELAY);
        consensus.claimStake();
        vm.stopPrank();
        vm.prank(guardian);
        consensus.unpause();
        _join(1, MIN_STAKE);
    }

    function test_pause_revertsIfCallerIsNotAGuardian() public {
        bytes32 role = consensus.GUARDIAN_ROLE();
        vm.expectRevert(_noRole(address(this), role));
        consensus.pause();
        vm.expectRevert(_noRole(address(this), role));
        consensus.unpause();
    }

    function test_setParameters_recomputesEverybodysPower() public {
        _join(0, MIN_STAKE);
        _join(1, MIN_STAKE * 2);
        IAndeConsensus.Parameters memory parameters = _consensusParameters();
        parameters.stakePerPower = 10 ether;
        vm.prank(admin);
        consensus.setParameters(parameters);
        vm.assertEq(consensus.totalVotingPower(), 300);
        parameters.minimumStake = MIN_STAKE + 1;
        vm.prank(admin);
        consensus.setParameters(parameters);
        vm.assertEq(consensus.totalVotingPower(), 200);
        vm.assertEq(consensus.getParameters().minimumStake, MIN_STAKE + 1);
    }

    function test_setParameters_revertsIfOutOfRange() public {
        _join(0, MIN_STAKE);
        IAndeConsensus.Parameters[7] memory wrong;
        for (uint256 i = 0; i < 7; i++) {
            wrong[i] = _consensusParameters();
        }
        wrong[0].stakePerPower = 0;
        wrong[1].minimumStake = 99 ether;
        wrong[2].withdrawalDelaySeconds = 0;
        wrong[3].epochBlocks = 0;
        wrong[4].maximumValidators = 0;
        wrong[5].maximumValidators = 101;
        wrong[6].minimumStake = MIN_STAKE + 1;
        string[7] memory names = [
            "stakePerPower",
            "minimumStake",
            "withdrawalDelaySeconds",
            "epochBlocks",
            "maximumValidators",
            "maximumValidators",
            "minimumStake"
        ];
        for (uint256 i = 0; i < 7; i++) {
            vm.prank(admin);
            vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.ParameterInvalid.selector, names[i]));
            consensus.setParameters(wrong[i]);
        }
    }

    function test_adminCalls_revertIfCallerIsNotTheAdmin() public {
        AndeConsensus next = new AndeConsensus();
        vm.expectRevert(_noRole(address(this), 0));
        consensus.setParameters(_consensusParameters());
        vm.expectRevert(_noRole(address(this), 0));
        consensus.setTreasury(admin);
        vm.expectRevert(_noRole(address(this), 0));
        consensus.upgradeToAndCall(address(next), "");
    }
}
