// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { IForceInclusions } from "../interfaces/IForceInclusions.sol";
import { IChainProofs } from "../interfaces/IChainProofs.sol";
import { SequencerStake } from "./SequencerStake.sol";

/// @title Transactions that a holder must include
/// @dev The coordinator calls it on its own storage; on its own it has nothing to work with.
contract ForceInclusions is SequencerStake {
    using SafeERC20 for IERC20;

    uint256 private constant MAX_PENDING = 64;
    uint256 private constant CENSORSHIP_BPS = 500;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IChainProofs private immutable _proofs;

    /// @param proofs verifies headers and what hangs on them
    constructor(IChainProofs proofs) {
        _proofs = proofs;
    }

    /// @inheritdoc IForceInclusions
    function requestForceInclusion(bytes calldata transaction) external {
        CoordinatorStorage storage force = _own();
        bytes32 txHash = keccak256(transaction);
        if (force.position[txHash] != 0 || force.isSettled[txHash]) revert AlreadyRequested(txHash);
        if (force.pending.length == MAX_PENDING) revert QueueIsFull(MAX_PENDING);
        (address sender, uint256 nonce, uint256 leastBalanceWei) = _proofs.readTransaction(transaction);
        uint256 bond = _own().parameters.forceInclusionBond;
        force.pending
            .push(ForceInclusion(txHash, msg.sender, sender, nonce, leastBalanceWei, block.number, bond));
        force.position[txHash] = force.pending.length;
        force.totalBonds += bond;
        emit ForceInclusionRequested(
            txHash, msg.sender, block.number + _own().parameters.forceInclusionBlocks
        );
        if (bond > 0) stakeToken().safeTransferFrom(msg.sender, address(this), bond);
    }

    /// @inheritdoc IForceInclusions
    function markForceInclusionCompleted(
        bytes32 txHash,
        bytes calldata header,
        uint256 index,
        bytes[] calldata proof
    ) external {
        ForceInclusion memory request = _pendingOf(txHash);
        (bytes32 included, uint256 blockNumber) = _proofs.readInclusion(header, index, proof);
        if (included != txHash) revert ProofInvalid();
        _own().isSettled[txHash] = true;
        emit ForceInclusionCompleted(txHash, blockNumber);
        _close(request, request.requester);
    }

    /// @inheritdoc IForceInclusions
    function dismissForceInclusion(bytes32 txHash, bytes calldata header, bytes[] calldata proof) external {
        ForceInclusion memory request = _pendingOf(txHash);
        (uint256 nonce, uint256 balanceWei, uint256 blockNumber) =
            _proofs.readAccount(header, request.sender, proof);
        bool isOfBefore = blockNumber < request.requestedAt;
        bool isNonceUsed = nonce > request.nonce;
        bool isImpossible = nonce < request.nonce || balanceWei < request.leastBalanceWei;
        if (!isNonceUsed && (isOfBefore || !isImpossible)) revert ProofInvalid();
        // Whoever asked for the impossible pays for it. A nonce that was used meanwhile may be this transaction's own.
        bool isReturned = isNonceUsed && !isOfBefore;
        emit ForceInclusionDismissed(txHash, isNonceUsed ? "nonce used" : "not includable");
        _close(request, isReturned ? request.requester : treasury());
    }

    /// @inheritdoc IForceInclusions
    function checkForceInclusionTimeout() external {
        LeaseStorage storage lease = _lease();
        IAndeSequencerCoordinator.Rotation storage rotation = lease.rotations[lease.epoch];
        IAndeSequencerCoordinator.Parameters storage rules = _own().parameters;
        ForceInclusion[] storage pending = _own().pending;
        for (uint256 i = pending.length; i > 0; i--) {
            ForceInclusion memory request = pending[i - 1];
            uint256 deadline =
                Math.max(request.requestedAt, rotation.provenFromBlock) + rules.forceInclusionBlocks;
            bool isProven = rotation.provenFromBlock != 0 && rotation.provenToBlock >= deadline;
            if (!isProven || block.number <= deadline + rules.timeoutBlocks) continue;
            emit ForceInclusionMissed(request.txHash, rotation.leader);
            _slash(rotation.leader, CENSORSHIP_BPS, "censorship");
            _close(request, request.requester);
        }
    }

    function _close(ForceInclusion memory request, address bondTo) private {
        CoordinatorStorage storage force = _own();
        uint256 position = force.position[request.txHash];
        ForceInclusion storage last = force.pending[force.pending.length - 1];
        force.position[last.txHash] = position;
        if (position < force.pending.length) force.pending[position - 1] = last;
        force.pending.pop();
        delete force.position[request.txHash];
        force.totalBonds -= request.bond;
        if (request.bond > 0) stakeToken().safeTransfer(bondTo, request.bond);
    }

    function _pendingOf(bytes32 txHash) private view returns (ForceInclusion memory) {
        uint256 position = _own().position[txHash];
        if (position == 0) revert NotPending(txHash);
        return _own().pending[position - 1];
    }
}
