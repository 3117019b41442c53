// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import { IProxyFactory } from "../interfaces/IProxyFactory.sol";

/// @title Proxy of a contract of the network
/// @notice Asks its maker what to run, so that its creation code is always the same.
contract NetworkProxy is ERC1967Proxy {
    constructor() ERC1967Proxy(_implementationOf(msg.sender), _dataOf(msg.sender)) { }

    function _implementationOf(address factory) private view returns (address implementation) {
        (implementation,) = IProxyFactory(factory).initial();
    }

    function _dataOf(address factory) private view returns (bytes memory data) {
        (, data) = IProxyFactory(factory).initial();
    }
}
