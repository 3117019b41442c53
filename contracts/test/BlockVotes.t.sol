// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev Votes, finality, and what evidence costs.
contract BlockVotesTest is NetworkTest {
    Operator[4] private operators;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 4; i++) {
            operators[i] = _join(i, MIN_STAKE);
        }
    }

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

    function test_slashDoubleSign_takesHalfAndThePlaceForGood() public {
        _slashDouble(operators[0], 77);
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 2);
        vm.assertFalse(consensus.isValidator(operators[0].owner));
        vm.assertEq(consensus.totalVotingPower(), 30);
        vm.assertTrue(consensus.getValidatorInfo(operators[0].owner).isTombstoned);
        vm.startPrank(operators[0].owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAndeConsensus.CannotUnjail.selector, operators[0].owner, type(uint256).max
            )
        );
        consensus.unjailValidator(operators[0].owner);
        consensus.unregisterValidator();
        vm.warp(block.timestamp + DELAY);
        consensus.claimStake();
        vm.assertEq(token.balanceOf(operators[0].owner), MIN_STAKE / 2);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.Tombstoned.selector, operators[0].owner));
        consensus.registerValidator(operators[0].peerId, "rpc", MIN_STAKE);
        vm.stopPrank();
    }

    function test_slashDoubleSign_revertsIfReplayed() public {
        _slashDouble(operators[0], 77);
        (bytes memory a, bytes memory b) = _doubleVotes(operators[0], 77);
        bytes32 evidence = keccak256(abi.encode("BlockVote", operators[0].owner, 77));
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.EvidenceUsed.selector, evidence));
        consensus.slashDoubleSign(operators[0].owner, 77, bytes32("b"), b, bytes32("a"), a);
    }

    function test_slashDoubleSign_bitesWhatIsLeaving() public {
        vm.prank(operators[0].owner);
        consensus.unregisterValidator();
        _slashDouble(operators[0], 77);
        (, uint256 leaving,) = consensus.stakeOf(operators[0].owner);
        vm.assertEq(leaving, MIN_STAKE / 2);
    }

    function test_slashDoubleSign_revertsForTheHonest() public {
        (bytes memory a, bytes memory b) = _doubleVotes(operators[0], 77);
        vm.expectRevert(IAndeConsensus.EvidenceInvalid.selector);
        consensus.slashDoubleSign(operators[0].owner, 77, bytes32("a"), a, bytes32("a"), a);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignatureInvalid.selector, operators[0].signer));
        consensus.slashDoubleSign(operators[1].owner, 77, bytes32("a"), a, bytes32("b"), b);
        vm.expectPartialRevert(IAndeConsensus.SignatureInvalid.selector);
        consensus.slashDoubleSign(address(0), 78, bytes32("a"), a, bytes32("b"), b);
    }

    function test_slashDowntime_takesFivePercentAndJails() public {
        _finalizeBlocks(100, 3);
        (uint256 attested, uint256 due) = consensus.getUptime(operators[3].owner);
        vm.assertEq(attested, 0);
        vm.assertEq(due, 100);
        consensus.slashDowntime(operators[3].owner);
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 20);
        vm.assertEq(consensus.totalVotingPower(), 30);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotActive.selector, operators[3].owner));
        consensus.slashDowntime(operators[3].owner);
    }

    function test_slashDowntime_revertsForThosePresent() public {
        _finalizeBlocks(100, 4);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.UptimeSufficient.selector, 100, 100));
        consensus.slashDowntime(operators[3].owner);
    }

    function test_slashDowntime_revertsBeforeAHundredBlocks() public {
        _finalizeBlocks(99, 3);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.UptimeSufficient.selector, 0, 99));
        consensus.slashDowntime(operators[3].owner);
    }

    function test_unjailValidator_afterTheTimeAndWithTheStake() public {
        _finalizeBlocks(100, 3);
        address owner = operators[3].owner;
        consensus.slashDowntime(owner);
        uint256 until = block.number + 1_000;
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotAValidator.selector, address(this)));
        consensus.unjailValidator(owner);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.CannotUnjail.selector, owner, until));
        consensus.unjailValidator(owner);
        vm.roll(until);
        uint256 left = MIN_STAKE * 95 / 100;
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.StakeBelowMinimum.selector, left, MIN_STAKE));
        consensus.unjailValidator(owner);
        vm.stopPrank();
        _fund(owner, address(consensus), MIN_STAKE - left);
        vm.startPrank(owner);
        consensus.increaseStake(MIN_STAKE - left);
        consensus.unjailValidator(owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.CannotUnjail.selector, owner, 0));
        consensus.unjailValidator(owner);
        vm.stopPrank();
        vm.assertEq(consensus.totalVotingPower(), 40);
        (uint256 attested, uint256 due) = consensus.getUptime(owner);
        vm.assertEq(attested + due, 0);
    }

    function test_slashByQuorum_punishesWhatTheSetTestifies() public {
        address accused = operators[0].owner;
        bytes[] memory votes = _offenceVotes(accused, IAndeConsensus.Offence.DOUBLE_SIGN, 5, 3);
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOUBLE_SIGN, 5, votes);
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 2);
        vm.assertFalse(consensus.isValidator(accused));
        bytes32 evidence = keccak256(abi.encode(IAndeConsensus.Offence.DOUBLE_SIGN, accused, 5));
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.EvidenceUsed.selector, evidence));
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOUBLE_SIGN, 5, votes);
    }

    function test_slashByQuorum_downtimeJailsButTheTombstonedStayOut() public {
        address accused = operators[0].owner;
        bytes[] memory votes = _offenceVotes(accused, IAndeConsensus.Offence.DOWNTIME, 5, 3);
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOWNTIME, 5, votes);
        vm.assertEq(consensus.getValidatorInfo(accused).jailedUntil, block.number + 1_000);
        _slashDouble(operators[0], 77);
        votes = _offenceVotes(accused, IAndeConsensus.Offence.DOWNTIME, 6, 3);
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOWNTIME, 6, votes);
        vm.assertEq(consensus.getValidatorInfo(accused).jailedUntil, type(uint256).max);
    }

    function test_slashByQuorum_revertsBelowTwoThirds() public {
        address accused = operators[0].owner;
        bytes[] memory votes = _offenceVotes(accused, IAndeConsensus.Offence.DOWNTIME, 5, 2);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.QuorumMissing.selector, 20, 27));
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOWNTIME, 5, votes);
    }

    function test_slashByQuorum_countsEachSignerOnce() public {
        address accused = operators[0].owner;
        bytes[] memory votes = _offenceVotes(accused, IAndeConsensus.Offence.DOWNTIME, 5, 3);
        votes[1] = votes[0];
        vm.expectPartialRevert(IAndeConsensus.SignersUnordered.selector);
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOWNTIME, 5, votes);
    }

    function test_slashByQuorum_refusesTheAccusedsOwnVote() public {
        address accused = operators[0].owner;
        bytes[] memory votes = new bytes[](1);
        bytes32 digest = _offenceDigest(accused, IAndeConsensus.Offence.DOWNTIME, 5);
        votes[0] = _sign(operators[0].signerKey, digest);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignatureInvalid.selector, operators[0].signer));
        consensus.slashByQuorum(accused, IAndeConsensus.Offence.DOWNTIME, 5, votes);
    }

    function test_slashByQuorum_revertsForStrangers() public {
        bytes[] memory votes = _offenceVotes(treasury, IAndeConsensus.Offence.DOWNTIME, 5, 3);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotAValidator.selector, treasury));
        consensus.slashByQuorum(treasury, IAndeConsensus.Offence.DOWNTIME, 5, votes);
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

    function _canonical() private returns (uint256 number, bytes32 hash) {
        number = block.number - 1;
        hash = keccak256(abi.encode("block", number));
        vm.setBlockhash(number, hash);
    }

    function _proposed() private returns (uint256 number, bytes32 hash) {
        (number, hash) = _canonical();
        bytes memory signature = _sign(operators[0].signerKey, _proposalDigest(number, hash));
        consensus.proposeBlock(number, hash, signature);
    }

    function _attest(Operator memory who, uint256 number, bytes32 hash) private {
        consensus.attestBlock(number, hash, _sign(who.signerKey, _voteDigest(number, hash)));
    }

    /// @dev `count` blocks with the votes of the first `voters` operators, and the time for votes to pass.
    function _finalizeBlocks(uint256 count, uint256 voters) private {
        for (uint256 i = 0; i < count; i++) {
            vm.roll(block.number + 1);
            (uint256 number, bytes32 hash) = _proposed();
            for (uint256 j = 0; j < voters; j++) {
                _attest(operators[j], number, hash);
            }
        }
        vm.roll(block.number + 100);
    }

    function _doubleVotes(Operator memory who, uint256 number)
        private
        view
        returns (bytes memory a, bytes memory b)
    {
        a = _sign(who.signerKey, _voteDigest(number, bytes32("a")));
        b = _sign(who.signerKey, _voteDigest(number, bytes32("b")));
    }

    function _slashDouble(Operator memory who, uint256 number) private {
        (bytes memory a, bytes memory b) = _doubleVotes(who, number);
        consensus.slashDoubleSign(who.owner, number, bytes32("a"), a, bytes32("b"), b);
    }

    /// @dev Votes of the last operators, in the order of their signers' addresses.
    function _offenceVotes(address accused, IAndeConsensus.Offence offence, uint256 height, uint256 count)
        private
        view
        returns (bytes[] memory votes)
    {
        Operator[] memory voters = new Operator[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 at = i;
            for (; at > 0 && voters[at - 1].signer > operators[1 + i].signer; at--) {
                voters[at] = voters[at - 1];
            }
            voters[at] = operators[1 + i];
        }
        votes = new bytes[](count);
        for (uint256 i = 0; i < count; i++) {
            votes[i] = _sign(voters[i].signerKey, _offenceDigest(accused, offence, height));
        }
    }
}
