// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { AndeTimelock } from "../src/admin/AndeTimelock.sol";
import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev The part of Safe 1.5.0 that these tests call. Its code is the package's own, as its makers compiled it.
interface ISafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool);
    function getTransactionHash(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address refundReceiver,
        uint256 nonce
    ) external view returns (bytes32);
    function nonce() external view returns (uint256);
    function getThreshold() external view returns (uint256);
}

contract AndeTimelockTest is NetworkTest {
    string private constant BUILD = "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";
    uint256 private constant DELAY_SECONDS = 2 days;

    ISafe private safe;
    AndeTimelock private timelock;
    uint256[] private keys;

    function setUp() public override {
        super.setUp();
        address singleton = _deploy(vm.getCode(string.concat(BUILD, "Safe.sol/Safe.json")));
        bytes memory proxy = vm.getCode(string.concat(BUILD, "proxies/SafeProxy.sol/SafeProxy.json"));
        safe = ISafe(_deploy(bytes.concat(proxy, abi.encode(singleton))));
        safe.setup(_owners(5), 3, address(0), "", address(0), address(0), 0, payable(address(0)));
        timelock = new AndeTimelock(DELAY_SECONDS, address(safe));
        vm.startPrank(admin);
        consensus.grantRole(consensus.DEFAULT_ADMIN_ROLE(), address(timelock));
        consensus.renounceRole(consensus.DEFAULT_ADMIN_ROLE(), admin);
        vm.stopPrank();
    }

    function test_twoSignaturesAreRefused() public {
        bytes memory schedule = _schedule();
        bytes memory signatures = _signatures(schedule, 2);
        vm.expectRevert(bytes("GS020"));
        _exec(schedule, signatures);
    }

    function test_threeExecuteAfterTheTimelock() public {
        _run(_schedule());
        bytes memory execute = _execute();
        bytes memory signatures = _signatures(execute, 3);
        vm.expectRevert();
        _exec(execute, signatures);
        vm.warp(block.timestamp + DELAY_SECONDS);
        _exec(execute, signatures);
        vm.assertEq(consensus.treasury(), guardian);
    }

    function test_replayIsRefused() public {
        bytes memory schedule = _schedule();
        bytes memory signatures = _signatures(schedule, 3);
        _exec(schedule, signatures);
        vm.expectRevert(bytes("GS026"));
        _exec(schedule, signatures);
        vm.warp(block.timestamp + DELAY_SECONDS);
        _run(_execute());
        bytes memory again = _execute();
        bytes memory fresh = _signatures(again, 3);
        vm.expectRevert();
        _exec(again, fresh);
    }

    function test_oneSignatureTwiceIsNotTwo() public {
        bytes memory schedule = _schedule();
        bytes memory two = _signatures(schedule, 2);
        bytes memory one = _signatures(schedule, 1);
        vm.expectRevert(bytes("GS026"));
        _exec(schedule, bytes.concat(two, one));
    }

    function test_nobodyElseDecides() public {
        vm.expectRevert(_noRole(address(this), 0));
        consensus.setTreasury(guardian);
        vm.expectPartialRevert(0xe2517d3f);
        timelock.schedule(address(consensus), 0, _call(), 0, 0, DELAY_SECONDS);
        vm.assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)));
        vm.assertEq(safe.getThreshold(), 3);
    }

    function test_constructor_revertsWithoutDelayOrMultisig() public {
        vm.expectRevert(AndeTimelock.DelayIsZero.selector);
        new AndeTimelock(0, address(safe));
        vm.expectRevert(AndeTimelock.MultisigIsZero.selector);
        new AndeTimelock(1, address(0));
    }

    function _call() private view returns (bytes memory) {
        return abi.encodeCall(IAndeConsensus.setTreasury, (guardian));
    }

    function _schedule() private view returns (bytes memory) {
        return
            abi.encodeCall(TimelockController.schedule, (address(consensus), 0, _call(), 0, 0, DELAY_SECONDS));
    }

    function _execute() private view returns (bytes memory) {
        return abi.encodeCall(TimelockController.execute, (address(consensus), 0, _call(), 0, 0));
    }

    function _run(bytes memory data) private {
        _exec(data, _signatures(data, 3));
    }

    function _exec(bytes memory data, bytes memory signatures) private {
        safe.execTransaction(
            address(timelock), 0, data, 0, 0, 0, 0, address(0), payable(address(0)), signatures
        );
    }

    function _signatures(bytes memory data, uint256 count) private view returns (bytes memory signatures) {
        bytes32 hash = safe.getTransactionHash(
            address(timelock), 0, data, 0, 0, 0, 0, address(0), address(0), safe.nonce()
        );
        for (uint256 i = 0; i < count; i++) {
            signatures = bytes.concat(signatures, _sign(keys[i], hash));
        }
    }

    // Safe wants signatures in the order of their owners' addresses.
    function _owners(uint256 count) private returns (address[] memory owners) {
        owners = new address[](count);
        keys = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            (address owner, uint256 key) = _account(string.concat("multisig", vm.toString(i)));
            uint256 at = i;
            for (; at > 0 && owners[at - 1] > owner; at--) {
                (owners[at], keys[at]) = (owners[at - 1], keys[at - 1]);
            }
            (owners[at], keys[at]) = (owner, key);
        }
    }

    function _deploy(bytes memory code) private returns (address deployed) {
        assembly {
            deployed := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(deployed != address(0));
    }
}
