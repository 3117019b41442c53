// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AndeToken } from "../../src/AndeToken.sol";
import { TestBase } from "../base/TestBase.sol";

/// @dev Acts as two minters and their admin, and keeps the books that the invariants are held against.
contract Minters is TestBase {
    AndeToken public immutable token;
    uint256 public granted;
    uint256 public minted;
    uint256 public burned;

    address[2] private _minters;

    constructor(uint256 maxSupply) {
        token = new AndeToken(address(this), maxSupply);
        for (uint256 i = 0; i < 2; i++) {
            _minters[i] = vm.addr(i + 1);
            token.grantRole(token.MINTER_ROLE(), _minters[i]);
        }
    }

    function allow(uint256 which, uint256 amount) external {
        address minter = _minters[which % 2];
        amount = _within(amount, 0, token.cap());
        granted += amount;
        token.setMintAllowance(minter, amount);
    }

    function revoke(uint256 which) external {
        address minter = _minters[which % 2];
        token.revokeRole(token.MINTER_ROLE(), minter);
        token.grantRole(token.MINTER_ROLE(), minter);
    }

    function mint(uint256 which, uint256 amount) external {
        address minter = _minters[which % 2];
        uint256 room = token.cap() - token.totalSupply();
        uint256 left = token.mintAllowance(minter);
        amount = _within(amount, 0, left < room ? left : room);
        minted += amount;
        vm.prank(minter);
        token.mint(minter, amount);
    }

    function burn(uint256 which, uint256 amount) external {
        address minter = _minters[which % 2];
        amount = _within(amount, 0, token.balanceOf(minter));
        burned += amount;
        vm.prank(minter);
        token.burn(amount);
    }
}

contract MintAllowanceInvariant is TestBase {
    Minters private minters;
    AndeToken private token;

    function setUp() public {
        minters = new Minters(1_000_000 ether);
        token = minters.token();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(minters);
    }

    function invariant_supplyNeverPassesTheCap() public view {
        vm.assertLe(token.totalSupply(), token.cap());
    }

    function invariant_supplyIsWhatWasMintedLessWhatWasBurned() public view {
        vm.assertEq(token.totalSupply(), minters.minted() - minters.burned());
    }

    function invariant_nobodyMintsMoreThanWasGranted() public view {
        vm.assertLe(minters.minted(), minters.granted());
    }
}
