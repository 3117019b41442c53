// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title The network's token
/// @notice Supply has a hard cap; below it, each minter has an allowance of its own that the admin sets.
interface IAndeToken is IERC20Metadata, IERC20Permit {
    /// @notice Nobody would be able to name minters.
    error AdminIsZero();

    /// @notice A minter asked for more than its allowance.
    /// @param minter who asked
    /// @param requested base units asked for
    /// @param left base units that the minter may still mint
    error MintAllowanceExceeded(address minter, uint256 requested, uint256 left);

    /// @notice Only a holder of `MINTER_ROLE` has an allowance.
    /// @param account who has no role
    error NotAMinter(address account);

    /// @notice A minter's allowance was set by the admin.
    /// @param minter whose allowance
    /// @param amount base units that it may mint from now on
    event MintAllowanceSet(address indexed minter, uint256 amount);

    /// @notice The role that may mint, within its allowance.
    function MINTER_ROLE() external view returns (bytes32);

    /// @notice Base units that `minter` may still mint.
    function mintAllowance(address minter) external view returns (uint256);

    /// @notice Sets what `minter` may mint from now on; only the admin, only for a holder of `MINTER_ROLE`.
    /// @param minter whose allowance
    /// @param amount base units, replacing what was left
    function setMintAllowance(address minter, uint256 amount) external;

    /// @notice Makes `amount` new base units for `to` out of the caller's allowance.
    /// @param to who receives them
    /// @param amount base units
    function mint(address to, uint256 amount) external;

    /// @notice Destroys `amount` base units of the caller: room under the cap again, but no allowance comes back.
    /// @param amount base units
    function burn(uint256 amount) external;
}
