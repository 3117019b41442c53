// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AccessControlUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { SequencerSet } from "./SequencerSet.sol";

/// @title What a sequencer loses, and for what; each piece of evidence counts once
abstract contract SequencerPenalties is SequencerSet, AccessControlUpgradeable {
    /// @notice May slash for what no proof can show; held by nobody unless governance grants it.
    bytes32 public constant SLASHER_ROLE = keccak256("SLASHER_ROLE");

    uint256 private constant TIMEOUT_BPS = 1_000;
    uint256 private constant TIMEOUTS_TO_JAIL = 3;

    /// @inheritdoc IAndeSequencerCoordinator
    function slashSequencer(address sequencer, uint256 basisPoints, string calldata reason)
        external
        onlyRole(SLASHER_ROLE)
    {
        if (basisPoints > TIMEOUT_BPS) revert SlashTooLarge(basisPoints, TIMEOUT_BPS);
        if (_own().sequencers[sequencer].peerId == 0) revert NotASequencer(sequencer);
        _slash(sequencer, basisPoints, reason);
    }

    /// @inheritdoc IAndeSequencerCoordinator
    function reportInvalidBlock(address sequencer, uint256 blockNumber, string calldata reason)
        external
        onlyRole(SLASHER_ROLE)
    {
        _useEvidence(keccak256(abi.encode("InvalidBlock", sequencer, blockNumber)));
        emit InvalidBlockDetected(sequencer, blockNumber, reason);
        _slash(sequencer, TIMEOUT_BPS, "invalid block");
    }

    function _punishTimeout(address sequencer, uint256 epoch) internal {
        Sequencer storage each = _own().sequencers[sequencer];
        _useEvidence(_timeoutEvidence(epoch));
        each.timeouts += 1;
        emit TimeoutDetected(sequencer, block.number, epoch);
        _slash(sequencer, TIMEOUT_BPS, "timeout");
        if (each.timeouts < TIMEOUTS_TO_JAIL || each.jailedUntil != 0) return;
        each.jailedUntil = block.timestamp + _own().parameters.jailSeconds;
        emit SequencerJailed(sequencer, each.jailedUntil, "timeouts");
    }

    function _useEvidence(bytes32 evidence) internal {
        if (_own().isUsed[evidence]) revert EvidenceUsed(evidence);
        _own().isUsed[evidence] = true;
    }

    function _timeoutEvidence(uint256 epoch) internal pure returns (bytes32) {
        return keccak256(abi.encode("Timeout", epoch));
    }
}
