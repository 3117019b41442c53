// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AccessControl } from "@openzeppelin/contracts/access/AccessControl.sol";
import { IAndeRegistry } from "./interfaces/IAndeRegistry.sol";

/// @title Where the network's contracts are, and how far the network has grown
contract AndeRegistry is IAndeRegistry, AccessControl {
    uint256 private constant DUAL_FROM_BLOCK = 50_000;
    uint256 private constant MULTI_FROM_BLOCK = 100_000;

    /// @inheritdoc IAndeRegistry
    Phase public currentPhase;

    bytes32[] private _names;
    mapping(bytes32 name => address) private _contracts;

    /// @param admin names contracts and advances phases: the timelock, or one key on local
    constructor(address admin) {
        if (admin == address(0)) revert EntryIsZero();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IAndeRegistry
    function setContract(bytes32 name, address target) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (name == 0 || target == address(0)) revert EntryIsZero();
        address previous = _contracts[name];
        if (previous == address(0)) _names.push(name);
        _contracts[name] = target;
        emit ContractSet(name, previous, target);
    }

    /// @inheritdoc IAndeRegistry
    function advancePhase() external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (currentPhase == Phase.DECENTRALIZED) revert PhaseIsLast();
        Phase next = Phase(uint8(currentPhase) + 1);
        uint256 fromBlock = phaseFromBlock(next);
        if (block.number < fromBlock) revert PhaseTooEarly(next, fromBlock);
        currentPhase = next;
        emit PhaseAdvanced(next);
    }

    /// @inheritdoc IAndeRegistry
    function contractOf(bytes32 name) external view returns (address found) {
        found = _contracts[name];
        if (found == address(0)) revert NameUnknown(name);
    }

    /// @inheritdoc IAndeRegistry
    function names() external view returns (bytes32[] memory) {
        return _names;
    }

    /// @inheritdoc IAndeRegistry
    function phaseFromBlock(Phase phase) public pure returns (uint256) {
        if (phase == Phase.GENESIS) return 0;
        return phase == Phase.DUAL ? DUAL_FROM_BLOCK : MULTI_FROM_BLOCK;
    }
}
