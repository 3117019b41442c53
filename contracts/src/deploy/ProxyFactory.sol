// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Create2 } from "@openzeppelin/contracts/utils/Create2.sol";
import { IProxyFactory } from "../interfaces/IProxyFactory.sol";
import { AndeProxy } from "./AndeProxy.sol";

/// @title Maker of the network's proxies
contract ProxyFactory is IProxyFactory {
    address private _implementation;
    bytes private _data;

    /// @inheritdoc IProxyFactory
    function deploy(bytes32 salt, address implementation, bytes calldata data)
        external
        returns (address proxy)
    {
        _implementation = implementation;
        _data = data;
        proxy = address(new AndeProxy{ salt: _saltOf(msg.sender, salt) }());
        delete _implementation;
        delete _data;
        emit ProxyDeployed(proxy, msg.sender, salt, implementation);
    }

    /// @inheritdoc IProxyFactory
    function proxyOf(address maker, bytes32 salt) external view returns (address) {
        return Create2.computeAddress(_saltOf(maker, salt), keccak256(type(AndeProxy).creationCode));
    }

    /// @inheritdoc IProxyFactory
    function initial() external view returns (address implementation, bytes memory data) {
        return (_implementation, _data);
    }

    function _saltOf(address maker, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(maker, salt));
    }
}
