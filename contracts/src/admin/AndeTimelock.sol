// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title The admin of testnet and mainnet: what the multisig decides, after a delay
/// @notice The multisig alone proposes, cancels and executes. No key administers the timelock itself: its roles and
/// its delay change only by its own delayed calls.
contract AndeTimelock is TimelockController {
    /// @notice The delay must leave people time to see what is coming.
    error DelayIsZero();
    /// @notice Nobody could decide anything.
    error MultisigIsZero();

    /// @param delaySeconds between a proposal and its execution
    /// @param multisig 3-of-5 Safe
    constructor(uint256 delaySeconds, address multisig)
        TimelockController(delaySeconds, _only(multisig), _only(multisig), address(0))
    {
        if (delaySeconds == 0) revert DelayIsZero();
        if (multisig == address(0)) revert MultisigIsZero();
    }

    function _only(address account) private pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }
}
