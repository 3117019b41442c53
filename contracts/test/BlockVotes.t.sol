// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { VotesTest } from "./base/VotesTest.sol";

/// @dev Votes and finality.
contract BlockVotesTest is VotesTest {
    function test_attestBlock_finalizesWithMoreThanTwoThirds() public {
        (uint256 number, bytes32 hash) = _proposed();
        _attest(operators[0], number, hash);
        _attest(operators[1], number, hash);
        vm.assertFalse(consensus.isBlockFinalized(hash));
        vm.expectEmit(true, true, false, true);
        emit IAndeConsensus.BlockFinalized(number, hash, 30, 27);
        _attest(operators[2], number, hash);
        vm.assertTrue(consensus.isBlockFinalized(hash));
        _attest(operators[3], number, hash);
        vm.assertEq(consensus.getAttestations(hash).length, 4);
        vm.assertEq(consensus.getAttestationPower(hash), 40);
        (,, uint256 finalized) = consensus.getEpochInfo(1);
        vm.assertEq(finalized, 1);
        vm.roll(2_000);
        consensus.advanceEpoch();
        (,, finalized) = consensus.getEpochInfo(1);
        vm.assertEq(finalized, 1);
    }

    function test_attestBlock_revertsIfRepeated() public {
        (uint256 number, bytes32 hash) = _proposed();
        _attest(operators[0], number, hash);
        bytes memory vote = _sign(operators[0].signerKey, _voteDigest(number, hash));
        vm.expectRevert(
            abi.encodeWithSelector(IAndeConsensus.AlreadyAttested.selector, number, operators[0].owner)
        );
        consensus.attestBlock(number, hash, vote);
    }

    function test_attestBlock_revertsIfHashIsNotTheChains(bytes32 wrong) public {
        (uint256 number, bytes32 hash) = _proposed();
        vm.assume(wrong != hash);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.BlockUnknown.selector, number, wrong));
        consensus.attestBlock(number, wrong, "");
    }

    function test_attestBlock_revertsIfTooOldOrToCome() public {
        (uint256 number, bytes32 hash) = _proposed();
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.BlockUnknown.selector, block.number, hash));
        consensus.attestBlock(block.number, hash, "");
        vm.roll(number + 101);
        vm.setBlockhash(number, hash);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.BlockUnknown.selector, number, hash));
        consensus.attestBlock(number, hash, "");
    }

    function test_attestBlock_revertsIfNotProposed() public {
        (uint256 number, bytes32 hash) = _canonical();
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotProposed.selector, number));
        consensus.attestBlock(number, hash, "");
    }

    function test_attestBlock_revertsIfSignedForAnotherChainOrContract() public {
        (uint256 number, bytes32 hash) = _proposed();
        bytes32 structType = keccak256("BlockVote(uint256 blockNumber,bytes32 blockHash)");
        bytes32 structHash = keccak256(abi.encode(structType, number, hash));
        bytes32[2] memory domains =
            [_domain(block.chainid + 1, address(consensus)), _domain(block.chainid, address(token))];
        for (uint256 i = 0; i < 2; i++) {
            bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domains[i], structHash));
            bytes memory vote = _sign(operators[0].signerKey, digest);
            vm.expectPartialRevert(IAndeConsensus.SignatureInvalid.selector);
            consensus.attestBlock(number, hash, vote);
        }
    }

    function test_attestBlock_revertsIfTheValidatorIsOut() public {
        (uint256 number, bytes32 hash) = _proposed();
        vm.prank(operators[0].owner);
        consensus.unregisterValidator();
        bytes memory vote = _sign(operators[0].signerKey, _voteDigest(number, hash));
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotActive.selector, operators[0].owner));
        consensus.attestBlock(number, hash, vote);
    }

    function test_attestBlock_revertsIfTheKeyWasReplaced() public {
        (uint256 number, bytes32 hash) = _proposed();
        Operator memory next = _operator(9);
        bytes memory consent = _sign(next.signerKey, _consentDigest(operators[0].owner));
        vm.prank(operators[0].owner);
        consensus.setSigner(next.signer, consent);
        bytes memory vote = _sign(operators[0].signerKey, _voteDigest(number, hash));
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignatureInvalid.selector, operators[0].signer));
        consensus.attestBlock(number, hash, vote);
    }

    function test_finality_countsNobodyWhoLeftMeanwhile() public {
        (uint256 number, bytes32 hash) = _proposed();
        _attest(operators[0], number, hash);
        _attest(operators[1], number, hash);
        vm.prank(operators[0].owner);
        consensus.unregisterValidator();
        vm.assertEq(consensus.getAttestationPower(hash), 10);
        _attest(operators[2], number, hash);
        vm.assertFalse(consensus.isBlockFinalized(hash));
        _attest(operators[3], number, hash);
        vm.assertTrue(consensus.isBlockFinalized(hash));
    }

    function test_proposeBlock_revertsIfRepeated() public {
        (uint256 number, bytes32 hash) = _proposed();
        (bytes32 proposed, address proposer, uint256 timestamp) = consensus.getBlockProposal(number);
        vm.assertEq(proposed, hash);
        vm.assertEq(proposer, operators[0].owner);
        vm.assertEq(timestamp, block.timestamp);
        vm.assertEq(consensus.getBlockProducer(number), operators[0].owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.AlreadyProposed.selector, number));
        consensus.proposeBlock(number, hash, "");
    }

    function test_gas() public {
        (uint256 number, bytes32 hash) = _proposed();
        vm.snapshotGasLastCall("proposeBlock");
        _attest(operators[0], number, hash);
        _attest(operators[1], number, hash);
        _attest(operators[2], number, hash);
        vm.snapshotGasLastCall("attestBlock, finalizing");
        _slashDouble(operators[0], 77);
        vm.snapshotGasLastCall("slashDoubleSign");
    }
}
