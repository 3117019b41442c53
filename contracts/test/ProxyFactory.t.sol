// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import { ProxyFactory } from "../src/deploy/ProxyFactory.sol";
import { IProxyFactory } from "../src/interfaces/IProxyFactory.sol";
import { TestBase } from "./base/TestBase.sol";

contract Numbered {
    uint256 public number;

    error NumberIsZero();

    function initialize(uint256 number_) external {
        if (number_ == 0) revert NumberIsZero();
        number = number_;
    }
}

contract Other is Numbered { }

contract ProxyFactoryTest is TestBase {
    ProxyFactory private factory;
    address private implementation;

    function setUp() public {
        factory = new ProxyFactory();
        implementation = address(new Numbered());
    }

    function test_deploy_makesAndInitialisesInOneStep() public {
        address wanted = factory.proxyOf(address(this), "a");
        vm.expectEmit(true, true, true, true);
        emit IProxyFactory.ProxyDeployed(wanted, address(this), "a", implementation);
        address proxy = factory.deploy("a", implementation, _initialize(7));
        vm.assertEq(proxy, wanted);
        vm.assertEq(Numbered(proxy).number(), 7);
    }

    function test_deploy_leavesNothingBehind() public {
        factory.deploy("a", implementation, _initialize(7));
        (address left, bytes memory data) = factory.initial();
        vm.assertEq(left, address(0));
        vm.assertEq(data.length, 0);
    }

    function testFuzz_proxyOf_hangsOnMakerAndSaltAlone(address maker, bytes32 salt, uint256 number) public {
        number = _within(number, 1, type(uint128).max);
        address wanted = factory.proxyOf(maker, salt);
        vm.startPrank(maker);
        address proxy = factory.deploy(salt, address(new Other()), _initialize(number));
        vm.stopPrank();
        vm.assertEq(proxy, wanted);
        vm.assertTrue(factory.proxyOf(address(this), salt) != wanted || maker == address(this));
    }

    function test_deploy_revertsIfThereAlready() public {
        factory.deploy("a", implementation, _initialize(7));
        vm.expectRevert(bytes(""));
        factory.deploy("a", implementation, _initialize(8));
    }

    function test_deploy_revertsIfTheInitialiserFails() public {
        vm.expectRevert(Numbered.NumberIsZero.selector);
        factory.deploy("a", implementation, _initialize(0));
    }

    function test_deploy_revertsIfWithoutInitialiser() public {
        vm.expectRevert(ERC1967Proxy.ERC1967ProxyUninitialized.selector);
        factory.deploy("a", implementation, "");
    }

    function _initialize(uint256 number) private pure returns (bytes memory) {
        return abi.encodeCall(Numbered.initialize, (number));
    }
}
