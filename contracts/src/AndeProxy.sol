// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title The address that stays, in front of an implementation that may change
/// @notice OpenZeppelin's proxy as it is; it refuses to be deployed without an initialising call.
contract AndeProxy is ERC1967Proxy {
    /// @param implementation a UUPS contract
    /// @param initialization encoded call of `initialize`
    constructor(address implementation, bytes memory initialization)
        ERC1967Proxy(implementation, initialization)
    { }
}
