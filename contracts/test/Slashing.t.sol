// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { VotesTest } from "./base/VotesTest.sol";

/// @dev What evidence costs, and who comes back.
contract SlashingTest is VotesTest {
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
}
