// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import { IProxyFactory } from "../interfaces/IProxyFactory.sol";

/// @title The address that stays, in front of an implementation that may change
/// @notice OpenZeppelin's proxy, which refuses to be made without an initialising call. It asks its maker what to run,
/// so that its creation code, and with it its address, is always the same.
contract AndeProxy is ERC1967Proxy {
    constructor() ERC1967Proxy(_implementationOf(msg.sender), _dataOf(msg.sender)) { }

    function _implementationOf(address factory) private view returns (address implementation) {
        (implementation,) = IProxyFactory(factory).initial();
    }

    function _dataOf(address factory) private view returns (bytes memory data) {
        (, data) = IProxyFactory(factory).initial();
    }
}
