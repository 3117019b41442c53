// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Splits what comes in, to the wei
/// @notice Each recipient has a share in basis points: 80/20, or 80/15/5, or any list that adds up to 10,000. What
/// comes in is credited as soon as somebody calls, and paid out by withdrawal. Shares are rounded down; what the
/// rounding leaves, less than one unit per further recipient, is the first recipient's.
interface IMevDistributor {
    /// @notice A recipient and its share.
    /// @param recipient who
    /// @param basisPoints of 10,000
    struct Share {
        address recipient;
        uint16 basisPoints;
    }

    /// @notice A list of shares must have 1 to 16 recipients, none zero, none twice, and add up to 10,000.
    /// @param sum of the basis points given
    error SharesInvalid(uint256 sum);
    /// @notice Nothing is credited.
    /// @param asset token, or zero for the native one
    /// @param recipient who
    error NothingToWithdraw(address asset, address recipient);
    /// @notice The recipient does not take the native token.
    /// @param recipient who
    error TransferFailed(address recipient);

    /// @notice Shares changed; what came in before was split by the shares before.
    event SharesSet(Share[] shares);
    /// @notice Somebody's credit grew.
    event Credited(address indexed asset, address indexed recipient, uint256 amount);
    /// @notice Somebody was paid.
    event Withdrawn(address indexed asset, address indexed recipient, uint256 amount);

    /// @notice Credits the native token that came in since the last call; anyone.
    /// @return amount that was split
    function distribute() external returns (uint256 amount);

    /// @notice Credits a token that came in since the last call; anyone.
    /// @param token an ERC-20 that moves what it is told to
    /// @return amount that was split
    function distributeToken(address token) external returns (uint256 amount);

    /// @notice Pays a recipient all that it is credited with; anyone may call.
    /// @param asset token, or zero for the native one
    /// @param recipient who
    /// @return amount that was paid
    function withdraw(address asset, address recipient) external returns (uint256 amount);

    /// @notice Changes the shares after splitting by the old ones what came in of the native token and of `tokens`;
    /// only the owner.
    /// @param shares the new list
    /// @param tokens whose income is split before
    function setShares(Share[] calldata shares, address[] calldata tokens) external;

    /// @notice Shares now.
    function getShares() external view returns (Share[] memory);

    /// @notice What a recipient can withdraw.
    function creditOf(address asset, address recipient) external view returns (uint256);
}
