// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Vm } from "./Vm.sol";

/// @title What every test contract stands on
abstract contract TestBase {
    /// @dev forge takes a contract for a test by this name.
    bool public constant IS_TEST = true;

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Folds a fuzzed number into [low, high]; high - low must be below the type's maximum.
    function _within(uint256 fuzzed, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (fuzzed % (high - low + 1));
    }

    function _account(string memory name) internal pure returns (address account, uint256 key) {
        key = uint256(keccak256(bytes(name)));
        account = vm.addr(key);
    }
}
