// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { AndeToken } from "../src/AndeToken.sol";
import { MevDistributor } from "../src/MevDistributor.sol";
import { IMevDistributor } from "../src/interfaces/IMevDistributor.sol";
import { TestBase } from "./base/TestBase.sol";

contract MevDistributorTest is TestBase {
    MevDistributor private two;
    MevDistributor private three;
    address private constant VALIDATORS = address(0xA11);
    address private constant PROTOCOL = address(0xB22);
    address private constant TREASURY = address(0xC33);

    function setUp() public {
        two = new MevDistributor(address(this), _shares(8_000, 2_000, 0));
        three = new MevDistributor(address(this), _shares(8_000, 1_500, 500));
    }

    function test_distribute_80_20_isExactToTheWei(uint96 amount) public {
        vm.deal(address(two), amount);
        vm.assertEq(two.distribute(), amount);
        uint256 protocol = uint256(amount) * 2_000 / 10_000;
        vm.assertEq(two.creditOf(address(0), PROTOCOL), protocol);
        vm.assertEq(two.creditOf(address(0), VALIDATORS), amount - protocol);
        vm.assertEq(two.distribute(), 0);
    }

    function test_distribute_80_15_5_isExactToTheWei(uint96 first, uint96 second) public {
        vm.deal(address(three), first);
        three.distribute();
        vm.deal(address(three), uint256(first) + second);
        three.distribute();
        uint256 protocol = uint256(first) * 1_500 / 10_000 + uint256(second) * 1_500 / 10_000;
        uint256 treasury = uint256(first) * 500 / 10_000 + uint256(second) * 500 / 10_000;
        vm.assertEq(three.creditOf(address(0), PROTOCOL), protocol);
        vm.assertEq(three.creditOf(address(0), TREASURY), treasury);
        uint256 rest = uint256(first) + second - protocol - treasury;
        vm.assertEq(three.creditOf(address(0), VALIDATORS), rest);
    }

    function test_withdraw_paysOnce() public {
        (bool isTaken,) = address(two).call{ value: 101 }("");
        vm.assertTrue(isTaken);
        two.distribute();
        vm.assertEq(two.withdraw(address(0), VALIDATORS), 81);
        vm.assertEq(VALIDATORS.balance, 81);
        vm.expectRevert(
            abi.encodeWithSelector(IMevDistributor.NothingToWithdraw.selector, address(0), VALIDATORS)
        );
        two.withdraw(address(0), VALIDATORS);
        vm.assertEq(address(two).balance, 20);
    }

    function test_withdraw_revertsIfTheRecipientRefuses() public {
        IMevDistributor.Share[] memory shares = new IMevDistributor.Share[](1);
        shares[0] = IMevDistributor.Share(address(this), 10_000);
        MevDistributor one = new MevDistributor(address(this), shares);
        vm.deal(address(one), 1);
        one.distribute();
        vm.expectRevert(abi.encodeWithSelector(IMevDistributor.TransferFailed.selector, address(this)));
        one.withdraw(address(0), address(this));
    }

    function test_distributeToken_splitsTokensToo() public {
        AndeToken token = new AndeToken(address(this), 1_000);
        token.grantRole(token.MINTER_ROLE(), address(this));
        token.setMintAllowance(address(this), 1_000);
        token.mint(address(two), 999);
        vm.assertEq(two.distributeToken(address(token)), 999);
        two.withdraw(address(token), PROTOCOL);
        vm.assertEq(token.balanceOf(PROTOCOL), 199);
        vm.assertEq(two.creditOf(address(token), VALIDATORS), 800);
    }

    function test_setShares_splitsTheOldIncomeFirst() public {
        AndeToken token = new AndeToken(address(this), 1_000);
        address[] memory tokens = new address[](1);
        tokens[0] = address(token);
        vm.deal(address(two), 100);
        two.setShares(_shares(1_000, 9_000, 0), tokens);
        vm.assertEq(two.creditOf(address(0), VALIDATORS), 80);
        vm.assertEq(two.getShares()[1].basisPoints, 9_000);
    }

    function test_setShares_revertsIfCallerIsNotTheOwner() public {
        vm.prank(VALIDATORS);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, VALIDATORS));
        two.setShares(_shares(8_000, 2_000, 0), new address[](0));
    }

    function test_constructor_revertsIfSharesAreInvalid() public {
        IMevDistributor.Share[] memory none = new IMevDistributor.Share[](0);
        IMevDistributor.Share[] memory twice = _shares(8_000, 2_000, 0);
        twice[1].recipient = VALIDATORS;
        IMevDistributor.Share[] memory zero = _shares(8_000, 2_000, 0);
        zero[0].recipient = address(0);
        IMevDistributor.Share[] memory many = new IMevDistributor.Share[](17);
        vm.expectPartialRevert(IMevDistributor.SharesInvalid.selector);
        new MevDistributor(address(this), none);
        vm.expectPartialRevert(IMevDistributor.SharesInvalid.selector);
        new MevDistributor(address(this), twice);
        vm.expectPartialRevert(IMevDistributor.SharesInvalid.selector);
        new MevDistributor(address(this), zero);
        vm.expectPartialRevert(IMevDistributor.SharesInvalid.selector);
        new MevDistributor(address(this), many);
        vm.expectRevert(abi.encodeWithSelector(IMevDistributor.SharesInvalid.selector, 9_999));
        new MevDistributor(address(this), _shares(8_000, 1_999, 0));
    }

    function _shares(uint16 a, uint16 b, uint16 c)
        private
        pure
        returns (IMevDistributor.Share[] memory shares)
    {
        shares = new IMevDistributor.Share[](c == 0 ? 2 : 3);
        shares[0] = IMevDistributor.Share(VALIDATORS, a);
        shares[1] = IMevDistributor.Share(PROTOCOL, b);
        if (c > 0) shares[2] = IMevDistributor.Share(TREASURY, c);
    }
}
