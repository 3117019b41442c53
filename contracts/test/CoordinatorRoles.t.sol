// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AndeSequencerCoordinator } from "../src/AndeSequencerCoordinator.sol";
import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { LeaseTest } from "./base/LeaseTest.sol";

/// @dev What admin, guardian, oracle and slasher may, and nobody else.
contract CoordinatorRolesTest is LeaseTest {
    function test_oracleCalls_revertForOthers() public {
        bytes memory refused = _noRole(address(this), coordinator.ORACLE_ROLE());
        vm.expectRevert(refused);
        coordinator.recordBlockProduced(operators[0].owner, 1, 0);
        vm.expectRevert(refused);
        coordinator.recordBlocks(new IAndeSequencerCoordinator.Observation[](0));
        vm.expectRevert(refused);
        coordinator.synchroniseLease(1, operators[0].owner, 1, 1);
        vm.expectRevert(refused);
        coordinator.updateSequencerUptime(operators[0].owner, 1);
    }

    function test_forceRotation_byTheLeaderOrTheAdmin() public {
        _prove(1_900, 5, 0, "[]");
        vm.prank(operators[0].signer);
        coordinator.forceRotation("maintenance");
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.prank(operators[1].owner);
        coordinator.forceRotation("maintenance");
        vm.prank(admin);
        coordinator.forceRotation("maintenance");
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotTheLeader.selector, address(this))
        );
        coordinator.forceRotation("coup");
    }

    function test_emergencyMode_givesTheLeaseToTheEmergencySequencer() public {
        _prove(1_900, 5, 0, "[]");
        bytes memory refused = _noRole(address(this), coordinator.GUARDIAN_ROLE());
        vm.expectRevert(refused);
        coordinator.activateEmergencyMode("fire");
        vm.expectRevert(refused);
        coordinator.deactivateEmergencyMode();
        vm.startPrank(guardian);
        coordinator.activateEmergencyMode("fire");
        vm.assertTrue(coordinator.isEmergencyMode());
        vm.assertEq(coordinator.currentLeader(), emergency);
        vm.assertEq(coordinator.leaderAt(1), emergency);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.EmergencyModeIs.selector, true));
        coordinator.activateEmergencyMode("fire");
        coordinator.deactivateEmergencyMode();
        vm.stopPrank();
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
    }

    function test_slasher_isARoleThatNobodyHasAtFirst() public {
        bytes32 role = coordinator.SLASHER_ROLE();
        address owner = operators[0].owner;
        vm.expectRevert(_noRole(address(this), role));
        coordinator.slashSequencer(owner, 1, "why");
        vm.expectRevert(_noRole(address(this), role));
        coordinator.reportInvalidBlock(owner, 1, "why");
        vm.prank(admin);
        coordinator.grantRole(role, address(this));
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.SlashTooLarge.selector, 1_001, 1_000)
        );
        coordinator.slashSequencer(owner, 1_001, "why");
        coordinator.slashSequencer(owner, 500, "why");
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 10);
        coordinator.reportInvalidBlock(owner, 7, "why");
        vm.expectPartialRevert(IAndeSequencerCoordinator.EvidenceUsed.selector);
        coordinator.reportInvalidBlock(owner, 7, "why");
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, treasury));
        coordinator.slashSequencer(treasury, 1, "why");
    }

    function test_parameters_areTheAdmins() public {
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setParameters(_coordinatorParameters());
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setBlocksPerRotation(1);
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setEmergencySequencer(admin);
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setTreasury(admin);
        address next = address(new AndeSequencerCoordinator());
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.upgradeToAndCall(next, "");
        vm.startPrank(admin);
        coordinator.setBlocksPerRotation(7);
        coordinator.setEmergencySequencer(admin);
        coordinator.setTreasury(guardian);
        coordinator.upgradeToAndCall(next, "");
        vm.stopPrank();
        vm.assertEq(coordinator.getParameters().blocksPerRotation, 7);
        vm.assertEq(coordinator.emergencySequencer(), admin);
        vm.prank(oracle);
        coordinator.updateSequencerUptime(operators[0].owner, 9_990);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).uptime, 9_990);
        vm.prank(oracle);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.ParameterInvalid.selector, "uptime"));
        coordinator.updateSequencerUptime(operators[0].owner, 10_001);
    }

    function test_setParameters_revertsIfOutOfRange() public {
        IAndeSequencerCoordinator.Parameters[5] memory wrong;
        for (uint256 i = 0; i < 5; i++) {
            wrong[i] = _coordinatorParameters();
        }
        wrong[0].minimumStake = 0;
        wrong[1].withdrawalDelaySeconds = 0;
        wrong[2].blocksPerRotation = 0;
        wrong[3].timeoutBlocks = 0;
        wrong[4].forceInclusionBlocks = 0;
        for (uint256 i = 0; i < 5; i++) {
            vm.prank(admin);
            vm.expectPartialRevert(IAndeSequencerCoordinator.ParameterInvalid.selector);
            coordinator.setParameters(wrong[i]);
        }
    }
}
