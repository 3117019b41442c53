// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AndeRegistry } from "../src/AndeRegistry.sol";
import { IAndeRegistry } from "../src/interfaces/IAndeRegistry.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

contract AndeRegistryTest is NetworkTest {
    function test_setContract_pointsNamesAtContracts() public {
        vm.startPrank(admin);
        registry.setContract("AndeToken", address(token));
        registry.setContract("AndeToken", address(consensus));
        vm.stopPrank();
        vm.assertEq(registry.contractOf("AndeToken"), address(consensus));
        vm.assertEq(registry.names().length, 2);
    }

    function test_setContract_revertsIfZeroOrNotAdmin() public {
        vm.expectRevert(_noRole(address(this), 0));
        registry.setContract("AndeToken", address(token));
        vm.startPrank(admin);
        vm.expectRevert(IAndeRegistry.EntryIsZero.selector);
        registry.setContract(0, address(token));
        vm.expectRevert(IAndeRegistry.EntryIsZero.selector);
        registry.setContract("AndeToken", address(0));
        vm.stopPrank();
        vm.expectRevert(IAndeRegistry.EntryIsZero.selector);
        new AndeRegistry(address(0));
    }

    function test_contractOf_revertsIfUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IAndeRegistry.NameUnknown.selector, bytes32("x")));
        registry.contractOf("x");
    }

    function test_advancePhase_onlyForwardAndInTime() public {
        vm.expectRevert(_noRole(address(this), 0));
        registry.advancePhase();
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeRegistry.PhaseTooEarly.selector, IAndeRegistry.Phase.DUAL, 50_000)
        );
        registry.advancePhase();
        vm.roll(100_000);
        registry.advancePhase();
        registry.advancePhase();
        registry.advancePhase();
        vm.expectRevert(IAndeRegistry.PhaseIsLast.selector);
        registry.advancePhase();
        vm.stopPrank();
        vm.assertTrue(registry.currentPhase() == IAndeRegistry.Phase.DECENTRALIZED);
        vm.assertEq(registry.phaseFromBlock(IAndeRegistry.Phase.GENESIS), 0);
    }
}
