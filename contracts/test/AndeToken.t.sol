// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAccessControl } from "@openzeppelin/contracts/access/IAccessControl.sol";
import { ERC20Capped } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { AndeToken } from "../src/AndeToken.sol";
import { IAndeToken } from "../src/interfaces/IAndeToken.sol";
import { TestBase } from "./base/TestBase.sol";

contract AndeTokenTest is TestBase {
    uint256 private constant MAX_SUPPLY = 1_000_000_000 ether;
    bytes32 private constant PERMIT_TYPE =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    AndeToken private token;
    bytes32 private minterRole;
    address private admin;
    address private minter;
    address private holder;
    uint256 private holderKey;

    function setUp() public {
        (admin,) = _account("admin");
        (minter,) = _account("minter");
        (holder, holderKey) = _account("holder");
        token = new AndeToken(admin, MAX_SUPPLY);
        minterRole = token.MINTER_ROLE();
        vm.prank(admin);
        token.grantRole(minterRole, minter);
    }

    function test_constructor_startsEmptyWithTheAdminInCharge() public view {
        vm.assertEq(token.name(), "ANDE");
        vm.assertEq(token.symbol(), "ANDE");
        vm.assertEq(token.decimals(), 18);
        vm.assertEq(token.cap(), MAX_SUPPLY);
        vm.assertEq(token.totalSupply(), 0);
        vm.assertTrue(token.hasRole(token.DEFAULT_ADMIN_ROLE(), admin));
        vm.assertFalse(token.hasRole(minterRole, admin));
        vm.assertFalse(token.hasRole(token.DEFAULT_ADMIN_ROLE(), address(this)));
    }

    function test_constructor_revertsIfAdminIsZero() public {
        vm.expectRevert(IAndeToken.AdminIsZero.selector);
        new AndeToken(address(0), MAX_SUPPLY);
    }

    function test_constructor_revertsIfMaxSupplyIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ERC20Capped.ERC20InvalidCap.selector, 0));
        new AndeToken(admin, 0);
    }

    function test_setMintAllowance_replacesWhatWasLeft(uint256 first, uint256 second) public {
        _allow(first);
        vm.expectEmit(true, false, false, true);
        emit IAndeToken.MintAllowanceSet(minter, second);
        _allow(second);
        vm.assertEq(token.mintAllowance(minter), second);
    }

    function test_setMintAllowance_revertsIfCallerIsNotAdmin(address caller, uint256 amount) public {
        vm.assume(caller != admin);
        vm.expectRevert(_noRole(caller, token.DEFAULT_ADMIN_ROLE()));
        vm.prank(caller);
        token.setMintAllowance(minter, amount);
    }

    function test_setMintAllowance_revertsIfAccountIsNotAMinter(address account, uint256 amount) public {
        vm.assume(account != minter);
        vm.expectRevert(abi.encodeWithSelector(IAndeToken.NotAMinter.selector, account));
        vm.prank(admin);
        token.setMintAllowance(account, amount);
    }

    function test_mint_takesFromTheAllowance(address to, uint256 allowance, uint256 amount) public {
        vm.assume(to != address(0));
        allowance = _within(allowance, 0, MAX_SUPPLY);
        amount = _within(amount, 0, allowance);
        _allow(allowance);
        vm.prank(minter);
        token.mint(to, amount);
        vm.assertEq(token.balanceOf(to), amount);
        vm.assertEq(token.totalSupply(), amount);
        vm.assertEq(token.mintAllowance(minter), allowance - amount);
    }

    function test_mint_revertsIfAllowanceExceeded(uint256 allowance, uint256 amount) public {
        allowance = _within(allowance, 0, type(uint256).max - 2);
        amount = _within(amount, allowance + 1, type(uint256).max);
        _allow(allowance);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeToken.MintAllowanceExceeded.selector, minter, amount, allowance)
        );
        vm.prank(minter);
        token.mint(holder, amount);
    }

    function test_mint_revertsIfCapExceeded(uint256 amount) public {
        amount = _within(amount, MAX_SUPPLY + 1, type(uint256).max);
        _allow(type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ERC20Capped.ERC20ExceededCap.selector, amount, MAX_SUPPLY));
        vm.prank(minter);
        token.mint(holder, amount);
    }

    function test_mint_revertsIfCallerIsNotAMinter(address caller, uint256 amount) public {
        vm.assume(caller != minter);
        vm.expectRevert(_noRole(caller, minterRole));
        vm.prank(caller);
        token.mint(caller, amount);
    }

    function test_revokeRole_clearsTheAllowanceForGood(uint256 allowance) public {
        _allow(allowance);
        vm.startPrank(admin);
        token.revokeRole(minterRole, minter);
        token.grantRole(minterRole, minter);
        vm.stopPrank();
        vm.assertEq(token.mintAllowance(minter), 0);
    }

    function test_renounceRole_clearsTheAllowanceToo(uint256 allowance) public {
        _allow(allowance);
        vm.prank(minter);
        token.renounceRole(minterRole, minter);
        vm.assertEq(token.mintAllowance(minter), 0);
    }

    function test_burn_makesRoomUnderTheCapButNotInTheAllowance(uint256 burned) public {
        burned = _within(burned, 0, MAX_SUPPLY);
        _mint(holder, MAX_SUPPLY);
        vm.prank(holder);
        token.burn(burned);
        vm.assertEq(token.totalSupply(), MAX_SUPPLY - burned);
        vm.assertEq(token.mintAllowance(minter), 0);
    }

    function test_transfer_movesBalances(address to, uint256 minted, uint256 amount) public {
        vm.assume(to != address(0) && to != holder);
        minted = _within(minted, 0, MAX_SUPPLY);
        amount = _within(amount, 0, minted);
        _mint(holder, minted);
        vm.prank(holder);
        vm.assertTrue(token.transfer(to, amount));
        vm.assertEq(token.balanceOf(holder), minted - amount);
        vm.assertEq(token.balanceOf(to), amount);
    }

    function test_permit_approvesBySignatureOnce(address spender, uint256 value, uint256 laterSeconds)
        public
    {
        vm.assume(spender != address(0));
        uint256 deadline = block.timestamp + _within(laterSeconds, 0, 365 days);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(spender, value, deadline);
        token.permit(holder, spender, value, deadline, v, r, s);
        vm.assertEq(token.allowance(holder, spender), value);
        vm.assertEq(token.nonces(holder), 1);

        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        token.permit(holder, spender, value, deadline, v, r, s);
    }

    function test_permit_revertsIfDeadlineHasPassed(uint256 lateSeconds) public {
        uint256 deadline = block.timestamp;
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(admin, 1, deadline);
        vm.warp(deadline + _within(lateSeconds, 1, 365 days));
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, deadline));
        token.permit(holder, admin, 1, deadline, v, r, s);
    }

    function test_gas() public {
        _allow(2 ether);
        vm.prank(minter);
        token.mint(holder, 1 ether);
        vm.snapshotGasLastCall("mint");
        vm.prank(holder);
        vm.assertTrue(token.transfer(admin, 0.5 ether));
        vm.snapshotGasLastCall("transfer");
    }

    function _allow(uint256 amount) private {
        vm.prank(admin);
        token.setMintAllowance(minter, amount);
    }

    function _mint(address to, uint256 amount) private {
        _allow(amount);
        vm.prank(minter);
        token.mint(to, amount);
    }

    function _noRole(address account, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }

    function _signPermit(address spender, uint256 value, uint256 deadline)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 permit =
            keccak256(abi.encode(PERMIT_TYPE, holder, spender, value, token.nonces(holder), deadline));
        return vm.sign(holderKey, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), permit)));
    }
}
