// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AccessControl } from "@openzeppelin/contracts/access/AccessControl.sol";
import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Capped } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { IAndeToken } from "./interfaces/IAndeToken.sol";

/// @title The network's token
contract AndeToken is IAndeToken, ERC20Capped, ERC20Permit, AccessControl {
    /// @inheritdoc IAndeToken
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    mapping(address minter => uint256 amount) private _mintAllowances;

    /// @param admin names minters and their allowances; holds no tokens and cannot mint by itself
    /// @param maxSupply base units that can exist at any moment
    constructor(address admin, uint256 maxSupply)
        ERC20("ANDE", "ANDE")
        ERC20Capped(maxSupply)
        ERC20Permit("ANDE")
    {
        if (admin == address(0)) revert AdminIsZero();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IAndeToken
    function setMintAllowance(address minter, uint256 amount) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (!hasRole(MINTER_ROLE, minter)) revert NotAMinter(minter);
        _setMintAllowance(minter, amount);
    }

    /// @inheritdoc IAndeToken
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        uint256 left = _mintAllowances[msg.sender];
        if (amount > left) revert MintAllowanceExceeded(msg.sender, amount, left);
        _mintAllowances[msg.sender] = left - amount;
        _mint(to, amount);
    }

    /// @inheritdoc IAndeToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IAndeToken
    function mintAllowance(address minter) external view returns (uint256) {
        return _mintAllowances[minter];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Capped) {
        super._update(from, to, amount);
    }

    // A role that comes back must not bring its old allowance along.
    function _revokeRole(bytes32 role, address account) internal override returns (bool revoked) {
        revoked = super._revokeRole(role, account);
        if (revoked && role == MINTER_ROLE) _setMintAllowance(account, 0);
    }

    function _setMintAllowance(address minter, uint256 amount) private {
        _mintAllowances[minter] = amount;
        emit MintAllowanceSet(minter, amount);
    }
}
