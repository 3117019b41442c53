// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeConsensus } from "../../src/interfaces/IAndeConsensus.sol";
import { NetworkTest } from "./NetworkTest.sol";

/// @title Four validators who vote on blocks, and on each other
abstract contract VotesTest is NetworkTest {
    bytes32 internal constant HASH_A = "a";
    bytes32 internal constant HASH_B = "b";

    Operator[4] internal operators;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 0; i < 4; i++) {
            operators[i] = _join(i, MIN_STAKE);
        }
    }

    function _canonical() internal returns (uint256 number, bytes32 hash) {
        number = block.number - 1;
        hash = keccak256(abi.encode("block", number));
        vm.setBlockhash(number, hash);
    }

    function _proposed() internal returns (uint256 number, bytes32 hash) {
        (number, hash) = _canonical();
        bytes memory signature = _sign(operators[0].signerKey, _proposalDigest(number, hash));
        consensus.proposeBlock(number, hash, signature);
    }

    function _attest(Operator memory who, uint256 number, bytes32 hash) internal {
        consensus.attestBlock(number, hash, _sign(who.signerKey, _voteDigest(number, hash)));
    }

    /// @dev `count` blocks with the votes of the first `voters` operators, and the time for votes to pass.
    function _finalizeBlocks(uint256 count, uint256 voters) internal {
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
        internal
        view
        returns (bytes memory a, bytes memory b)
    {
        a = _sign(who.signerKey, _voteDigest(number, HASH_A));
        b = _sign(who.signerKey, _voteDigest(number, HASH_B));
    }

    function _slashDouble(Operator memory who, uint256 number) internal {
        (bytes memory a, bytes memory b) = _doubleVotes(who, number);
        consensus.slashDoubleSign(who.owner, number, HASH_A, a, HASH_B, b);
    }

    /// @dev Votes of the last operators, in the order of their signers' addresses.
    function _offenceVotes(address accused, IAndeConsensus.Offence offence, uint256 height, uint256 count)
        internal
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
