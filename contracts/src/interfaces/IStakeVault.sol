// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Stake that a slash can still reach
/// @notice Tokens come in as bonded stake and go out in two steps: a request, a delay, a claim. A slash takes its
/// share of what is bonded and of what is leaving alike, so nobody outruns evidence by leaving.
interface IStakeVault {
    /// @notice The account has no such amount bonded.
    /// @param account whose stake
    /// @param requested base units asked for
    /// @param bonded base units that are bonded
    error StakeTooSmall(address account, uint256 requested, uint256 bonded);

    /// @notice Nothing of this account is leaving.
    /// @param account whose stake
    error NothingToClaim(address account);

    /// @notice The delay is not over.
    /// @param account whose stake
    /// @param claimableAt Unix seconds from which on it can be claimed
    error StakeStillLocked(address account, uint256 claimableAt);

    /// @notice A part that the contract cannot work without was given as zero.
    error AddressIsZero();

    /// @notice Stake came in.
    /// @param account whose stake
    /// @param amount base units
    event StakeAdded(address indexed account, uint256 amount);

    /// @notice Stake is leaving; a slash still reaches it until it is claimed.
    /// @param account whose stake
    /// @param amount base units added to what is leaving
    /// @param claimableAt Unix seconds from which on all that is leaving can be claimed
    event UnstakeRequested(address indexed account, uint256 amount, uint256 claimableAt);

    /// @notice Stake left for good.
    /// @param account whose stake
    /// @param amount base units paid out
    event StakeClaimed(address indexed account, uint256 amount);

    /// @notice The treasury, which receives what is slashed, was set.
    /// @param treasury from now on
    event TreasurySet(address indexed treasury);

    /// @notice The token that is staked.
    function stakeToken() external view returns (IERC20);

    /// @notice Who receives what is slashed, at once.
    function treasury() external view returns (address);

    /// @notice Base units of `account`: bonded, leaving, and the Unix second from which on the latter can be claimed.
    function stakeOf(address account)
        external
        view
        returns (uint256 bonded, uint256 leaving, uint256 claimableAt);

    /// @notice Base units of everybody together; the vault holds at least their sum in tokens.
    function totalStake() external view returns (uint256 bonded, uint256 leaving);

    /// @notice Pays out what is leaving, once, after the delay.
    function claimStake() external;
}
