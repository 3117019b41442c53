// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    EIP712Upgradeable
} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import { Blockhash } from "@openzeppelin/contracts/utils/Blockhash.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { IAndeConsensus } from "../interfaces/IAndeConsensus.sol";
import { ValidatorSet } from "./ValidatorSet.sol";

/// @title Votes for blocks, each validator's once, and what they make final
abstract contract BlockVotes is ValidatorSet, EIP712Upgradeable {
    using Checkpoints for Checkpoints.Trace208;

    struct Proposal {
        bytes32 blockHash;
        address proposer;
        uint256 timestamp;
    }

    /// @custom:storage-location erc7201:cordillera.storage.BlockVotes
    struct BlockVotesStorage {
        mapping(uint256 blockNumber => Proposal) proposals;
        mapping(bytes32 blockHash => address[]) voters;
        mapping(bytes32 blockHash => mapping(address validator => bool)) hasVoted;
        mapping(bytes32 blockHash => bool) isFinalized;
        /// How many blocks were final at a block.
        Checkpoints.Trace208 finalized;
        mapping(address validator => uint256) attested;
        /// Blocks that were final when the validator came, or came back.
        mapping(address validator => uint256) finalBefore;
    }

    /// @dev Blocks for which a vote may come; MAX_ATTESTATION_AGE.
    uint256 internal constant MAX_VOTE_AGE_BLOCKS = 100;

    bytes32 internal constant PROPOSAL_TYPE =
        keccak256("BlockProposal(uint256 blockNumber,bytes32 blockHash)");
    bytes32 internal constant VOTE_TYPE = keccak256("BlockVote(uint256 blockNumber,bytes32 blockHash)");

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.BlockVotes")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BLOCK_VOTES_SLOT =
        0xb7aa18b41e3bf702caa58767d8a96cce6c1db16c16b662cad95ec2201b6e5400;

    /// @inheritdoc IAndeConsensus
    function isBlockFinalized(bytes32 blockHash) external view returns (bool) {
        return _votes().isFinalized[blockHash];
    }

    /// @inheritdoc IAndeConsensus
    function getBlockProposal(uint256 blockNumber)
        external
        view
        returns (bytes32 blockHash, address proposer, uint256 timestamp)
    {
        Proposal storage proposal = _votes().proposals[blockNumber];
        return (proposal.blockHash, proposal.proposer, proposal.timestamp);
    }

    /// @inheritdoc IAndeConsensus
    function getAttestations(bytes32 blockHash) external view returns (address[] memory) {
        return _votes().voters[blockHash];
    }

    /// @inheritdoc IAndeConsensus
    function getAttestationPower(bytes32 blockHash) public view returns (uint256 power) {
        address[] storage voters = _votes().voters[blockHash];
        for (uint256 i = 0; i < voters.length; i++) {
            power += powerOf(voters[i]);
        }
    }

    /// @inheritdoc IAndeConsensus
    function getUptime(address validator) public view returns (uint256 attested, uint256 due) {
        uint256 reached = block.number > MAX_VOTE_AGE_BLOCKS ? block.number - MAX_VOTE_AGE_BLOCKS : 0;
        uint256 settled = _votes().finalized.upperLookupRecent(SafeCast.toUint48(reached));
        uint256 before = _votes().finalBefore[validator];
        return (_votes().attested[validator], settled > before ? settled - before : 0);
    }

    /// @dev More than two thirds of all power.
    function _quorum() internal view returns (uint256) {
        return totalVotingPower() * 2 / 3 + 1;
    }

    function _propose(uint256 blockNumber, bytes32 blockHash, bytes calldata signature)
        internal
        returns (address proposer)
    {
        _checkBlock(blockNumber, blockHash);
        Proposal storage proposal = _votes().proposals[blockNumber];
        if (proposal.blockHash != 0) revert AlreadyProposed(blockNumber);
        proposer = _activeSigner(_blockDigest(PROPOSAL_TYPE, blockNumber, blockHash), signature);
        (proposal.blockHash, proposal.proposer, proposal.timestamp) = (blockHash, proposer, block.timestamp);
        emit BlockProposed(blockNumber, blockHash, proposer, block.timestamp);
    }

    function _attest(uint256 blockNumber, bytes32 blockHash, bytes calldata signature) internal {
        _checkBlock(blockNumber, blockHash);
        BlockVotesStorage storage votes = _votes();
        if (votes.proposals[blockNumber].blockHash != blockHash) revert NotProposed(blockNumber);
        address validator = _activeSigner(_blockDigest(VOTE_TYPE, blockNumber, blockHash), signature);
        if (votes.hasVoted[blockHash][validator]) revert AlreadyAttested(blockNumber, validator);
        votes.hasVoted[blockHash][validator] = true;
        votes.voters[blockHash].push(validator);
        uint256 power = getAttestationPower(blockHash);
        emit BlockAttested(blockNumber, blockHash, validator, power);
        if (votes.isFinalized[blockHash]) votes.attested[validator] += 1;
        else if (power >= _quorum()) _finalize(blockNumber, blockHash, power);
    }

    function _blockDigest(bytes32 structType, uint256 blockNumber, bytes32 blockHash)
        internal
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(structType, blockNumber, blockHash)));
    }

    /// @dev The active validator whose hot key signed.
    function _activeSigner(bytes32 digest, bytes calldata signature)
        internal
        view
        returns (address validator)
    {
        address signer = ECDSA.recover(digest, signature);
        validator = validatorOfSigner(signer);
        if (validator == address(0) || _set().validators[validator].signer != signer) {
            revert SignatureInvalid(signer);
        }
        if (!isValidator(validator)) revert NotActive(validator);
    }

    function _proposerOf(uint256 blockNumber) internal view returns (address) {
        return _votes().proposals[blockNumber].proposer;
    }

    function _finalizedCount() internal view returns (uint256) {
        return _votes().finalized.latest();
    }

    // Blocks before its time are not held against a validator.
    function _onActivated(address validator) internal override {
        _votes().finalBefore[validator] = _finalizedCount();
        _votes().attested[validator] = 0;
    }

    function _finalize(uint256 blockNumber, bytes32 blockHash, uint256 power) private {
        BlockVotesStorage storage votes = _votes();
        votes.isFinalized[blockHash] = true;
        votes.finalized.push(SafeCast.toUint48(block.number), SafeCast.toUint208(_finalizedCount() + 1));
        address[] storage voters = votes.voters[blockHash];
        for (uint256 i = 0; i < voters.length; i++) {
            votes.attested[voters[i]] += 1;
        }
        emit BlockFinalized(blockNumber, blockHash, power, _quorum());
    }

    function _checkBlock(uint256 blockNumber, bytes32 blockHash) private view {
        bool isRecent = blockNumber < block.number && block.number - blockNumber <= MAX_VOTE_AGE_BLOCKS;
        if (blockHash == 0 || !isRecent || Blockhash.blockHash(blockNumber) != blockHash) {
            revert BlockUnknown(blockNumber, blockHash);
        }
    }

    function _votes() private pure returns (BlockVotesStorage storage votes) {
        assembly {
            votes.slot := BLOCK_VOTES_SLOT
        }
    }
}
