// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Maker of proxies whose address follows from who makes them and a salt alone
/// @notice Neither implementation nor initialiser is part of the address, so it is known before either is, and the
/// same program finds its proxies again after an upgrade.
interface IProxyFactory {
    /// @notice A proxy was made and its initialiser has run, both in this transaction.
    /// @param proxy where it stands
    /// @param maker who called `deploy`; part of the address
    /// @param salt the maker's word for it; part of the address
    /// @param implementation what it runs at first
    event ProxyDeployed(
        address indexed proxy, address indexed maker, bytes32 indexed salt, address implementation
    );

    /// @notice Makes the caller's proxy of this salt and runs its initialiser in the same transaction.
    /// @param salt the caller's word for it; nobody else's proxy can stand there
    /// @param implementation what it runs at first
    /// @param data call of the initialiser; a proxy without one is refused
    /// @return proxy where it stands
    function deploy(bytes32 salt, address implementation, bytes calldata data)
        external
        returns (address proxy);

    /// @notice Where the proxy of this maker and salt stands, or will.
    /// @param maker who calls `deploy`
    /// @param salt the maker's word for it
    function proxyOf(address maker, bytes32 salt) external view returns (address);

    /// @notice What the proxy being made asks for in its constructor; empty at any other time.
    function initial() external view returns (address implementation, bytes memory data);
}
