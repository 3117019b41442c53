// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { IAndeConsensus } from "../interfaces/IAndeConsensus.sol";
import { BlockVotes } from "./BlockVotes.sol";

/// @title What evidence costs; each piece of it once
abstract contract Slashing is BlockVotes {
    /// @custom:storage-location erc7201:cordillera.storage.Slashing
    struct SlashingStorage {
        mapping(bytes32 evidence => bool) isUsed;
    }

    uint256 private constant DOUBLE_SIGN_BPS = 5_000;
    uint256 private constant DOWNTIME_BPS = 500;
    uint256 private constant DOWNTIME_JAIL_BLOCKS = 1_000;
    uint256 private constant MIN_DUE_BLOCKS = 100;
    uint256 private constant MIN_UPTIME_PERCENT = 99;

    bytes32 private constant OFFENCE_TYPE =
        keccak256("OffenceVote(address validator,uint8 offence,uint256 height)");

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.Slashing")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SLASHING_SLOT =
        0x56993f1ec09ae80c6ab1e2ea2f80fdf038b1bc179013aae50360469a9a056c00;

    /// @inheritdoc IAndeConsensus
    function slashDoubleSign(
        address validator,
        uint256 blockNumber,
        bytes32 hashA,
        bytes calldata signatureA,
        bytes32 hashB,
        bytes calldata signatureB
    ) external {
        if (hashA == hashB) revert EvidenceInvalid();
        _checkVote(validator, _blockDigest(VOTE_TYPE, blockNumber, hashA), signatureA);
        _checkVote(validator, _blockDigest(VOTE_TYPE, blockNumber, hashB), signatureB);
        _punishDoubleSign(validator, keccak256(abi.encode("BlockVote", validator, blockNumber)));
    }

    /// @inheritdoc IAndeConsensus
    function slashDowntime(address validator) external {
        if (!isValidator(validator)) revert NotActive(validator);
        (uint256 attested, uint256 due) = getUptime(validator);
        if (due < MIN_DUE_BLOCKS || attested * 100 >= due * MIN_UPTIME_PERCENT) {
            revert UptimeSufficient(attested, due);
        }
        _punishDowntime(validator, keccak256(abi.encode("Uptime", validator, block.number)));
    }

    /// @inheritdoc IAndeConsensus
    function slashByQuorum(address validator, Offence offence, uint256 height, bytes[] calldata signatures)
        external
    {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(OFFENCE_TYPE, validator, offence, height)));
        uint256 power = 0;
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; i++) {
            address voter = _activeSigner(digest, signatures[i]);
            address signer = _set().validators[voter].signer;
            if (signer <= previous) revert SignersUnordered(signer);
            previous = signer;
            if (voter == validator) revert SignatureInvalid(signer);
            power += powerOf(voter);
        }
        if (power < _quorum()) revert QuorumMissing(power, _quorum());
        bytes32 evidence = keccak256(abi.encode(offence, validator, height));
        if (offence == Offence.DOUBLE_SIGN) _punishDoubleSign(validator, evidence);
        else _punishDowntime(validator, evidence);
    }

    function _punishDoubleSign(address validator, bytes32 evidence) private {
        _set().validators[validator].isTombstoned = true;
        _punish(validator, DOUBLE_SIGN_BPS, "double sign", evidence);
        _jail(validator, type(uint256).max, "double sign");
    }

    function _punishDowntime(address validator, bytes32 evidence) private {
        _punish(validator, DOWNTIME_BPS, "downtime", evidence);
        if (!_set().validators[validator].isTombstoned) {
            _jail(validator, block.number + DOWNTIME_JAIL_BLOCKS, "downtime");
        }
    }

    function _punish(address validator, uint256 basisPoints, string memory reason, bytes32 evidence) private {
        if (_set().validators[validator].registeredAt == 0) revert NotAValidator(validator);
        SlashingStorage storage slashing = _slashing();
        if (slashing.isUsed[evidence]) revert EvidenceUsed(evidence);
        slashing.isUsed[evidence] = true;
        emit ValidatorSlashed(validator, _takeStake(validator, basisPoints), reason, evidence);
    }

    function _jail(address validator, uint256 untilBlock, string memory reason) private {
        _set().validators[validator].jailedUntil = untilBlock;
        emit ValidatorJailed(validator, untilBlock, reason);
        _refresh(validator);
    }

    function _checkVote(address validator, bytes32 digest, bytes calldata signature) private view {
        address signer = ECDSA.recover(digest, signature);
        if (validatorOfSigner(signer) != validator || validator == address(0)) {
            revert SignatureInvalid(signer);
        }
    }

    function _slashing() private pure returns (SlashingStorage storage slashing) {
        assembly {
            slashing.slot := SLASHING_SLOT
        }
    }
}
