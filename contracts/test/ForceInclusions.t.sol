// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { RLP } from "@openzeppelin/contracts/utils/RLP.sol";
import { IForceInclusions } from "../src/interfaces/IForceInclusions.sol";
import { ChainTest } from "./base/ChainTest.sol";

contract ForceInclusionsTest is ChainTest {
    using RLP for RLP.Encoder;

    uint256 private constant BOND = 10 ether;
    uint256 private constant NONCE = 4;
    uint256 private constant NEEDED = 1 ether + 21_000 * 10 gwei;

    Operator private holder;
    address private sender;
    uint256 private senderKey;

    function setUp() public override {
        super.setUp();
        holder = _joinSequencer(0, 2 * MIN_STAKE);
        (sender, senderKey) = _account("censored");
        vm.deal(sender, NEEDED);
        vm.fee(1 gwei);
        _fund(address(this), address(coordinator), 100 * BOND);
        vm.roll(2_000);
    }

    function test_checkForceInclusionTimeout_slashesTheHolderOnce() public {
        bytes32 txHash = _request(NONCE);
        _holdUntil(1_999, 2_061);
        vm.expectEmit(true, true, false, true);
        emit IForceInclusions.ForceInclusionMissed(txHash, holder.owner);
        coordinator.checkForceInclusionTimeout();
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 10);
        coordinator.checkForceInclusionTimeout();
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 10);
        vm.assertEq(coordinator.getPendingForceInclusions().length, 0);
        vm.assertEq(coordinator.totalBonds(), 0);
        vm.assertEq(token.balanceOf(address(this)), 100 * BOND);
    }

    function test_checkForceInclusionTimeout_waitsForFiftyBlocksOfOneLease() public {
        _request(NONCE);
        coordinator.checkForceInclusionTimeout();
        _holdUntil(2_020, 2_069);
        coordinator.checkForceInclusionTimeout();
        vm.assertEq(coordinator.getPendingForceInclusions().length, 1);
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_checkForceInclusionTimeout_leavesTimeToShowTheInclusion() public {
        _request(NONCE);
        _holdUntil(1_999, 2_050);
        vm.roll(2_060);
        coordinator.checkForceInclusionTimeout();
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_markForceInclusionCompleted_closesWithTheBond() public {
        bytes memory transaction = _transaction(NONCE, 21_000, 10 gwei);
        bytes32 txHash = _request(NONCE);
        bytes32 other = _request(NONCE + 1);
        vm.roll(2_010);
        bytes[] memory proof = _leaf(hex"2080", transaction);
        bytes memory header = _block(2_005, Roots(0, keccak256(proof[0]), 0));
        vm.expectRevert(IForceInclusions.ProofInvalid.selector);
        coordinator.markForceInclusionCompleted(other, header, 0, proof);
        coordinator.markForceInclusionCompleted(txHash, header, 0, proof);
        vm.assertEq(coordinator.getPendingForceInclusions()[0].txHash, other);
        vm.assertEq(token.balanceOf(address(this)), 99 * BOND);
        vm.expectRevert(abi.encodeWithSelector(IForceInclusions.NotPending.selector, txHash));
        coordinator.markForceInclusionCompleted(txHash, header, 0, proof);
        vm.expectRevert(abi.encodeWithSelector(IForceInclusions.AlreadyRequested.selector, txHash));
        coordinator.requestForceInclusion(transaction);
    }

    function test_dismissForceInclusion_keepsTheBondOfTheImpossible() public {
        _dismiss(2_005, NONCE - 1, NEEDED);
        vm.assertEq(token.balanceOf(treasury), BOND);
        _dismiss(2_005, NONCE, NEEDED - 1);
        vm.assertEq(token.balanceOf(treasury), 2 * BOND);
        _dismiss(1_990, NONCE + 1, NEEDED);
        vm.assertEq(token.balanceOf(treasury), 3 * BOND);
    }

    function test_dismissForceInclusion_returnsTheBondIfTheNonceWasUsedMeanwhile() public {
        _dismiss(2_005, NONCE + 1, 0);
        vm.assertEq(token.balanceOf(address(this)), 100 * BOND);
    }

    function test_dismissForceInclusion_revertsWhileItCanBeIncluded() public {
        bytes32 txHash = _request(NONCE);
        vm.roll(2_010);
        (bytes memory header, bytes[] memory proof) = _accountBlock(2_005, NONCE, NEEDED);
        vm.expectRevert(IForceInclusions.ProofInvalid.selector);
        coordinator.dismissForceInclusion(txHash, header, proof);
        (header, proof) = _accountBlock(1_990, NONCE, 0);
        vm.expectRevert(IForceInclusions.ProofInvalid.selector);
        coordinator.dismissForceInclusion(txHash, header, proof);
    }

    function test_requestForceInclusion_revertsIfItIsNoTransaction() public {
        _refuses("", "size");
        _refuses(new bytes(32_769), "size");
        _refuses(hex"01c0", "type");
        _refuses(hex"02c0", "fields");
        _refuses(_transaction(NONCE, 20_999, 10 gwei), "gas");
        _refuses(_transaction(NONCE, block.gaslimit, 10 gwei), "gas");
        _refuses(_transaction(NONCE, 21_000, 2 gwei), "fee");
        vm.deal(sender, NEEDED - 1);
        _refuses(_transaction(NONCE, 21_000, 10 gwei), "balance");
        vm.etch(sender, hex"00");
        _refuses(_transaction(NONCE, 21_000, 10 gwei), "signature");
    }

    function test_requestForceInclusion_revertsIfRepeatedOrFull() public {
        bytes32 txHash = _request(0);
        bytes memory again = _transaction(0, 21_000, 10 gwei);
        vm.expectRevert(abi.encodeWithSelector(IForceInclusions.AlreadyRequested.selector, txHash));
        coordinator.requestForceInclusion(again);
        for (uint256 i = 1; i < 64; i++) {
            _request(i);
        }
        bytes memory last = _transaction(64, 21_000, 10 gwei);
        vm.expectRevert(abi.encodeWithSelector(IForceInclusions.QueueIsFull.selector, 64));
        coordinator.requestForceInclusion(last);
    }

    function _refuses(bytes memory transaction, string memory rule) private {
        vm.expectRevert(abi.encodeWithSelector(IForceInclusions.TransactionInvalid.selector, rule));
        coordinator.requestForceInclusion(transaction);
    }

    function _request(uint256 nonce) private returns (bytes32) {
        bytes memory transaction = _transaction(nonce, 21_000, 10 gwei);
        coordinator.requestForceInclusion(transaction);
        return keccak256(transaction);
    }

    // The holder has the lease in both blocks, and so between them.
    function _holdUntil(uint256 first, uint256 last) private {
        vm.roll(last + 1);
        coordinator.proveLease(_leaseProof(first, 5, _place(holder), "[]"));
        coordinator.proveLease(_leaseProof(last, 5, _place(holder), "[]"));
    }

    function _dismiss(uint256 number, uint256 nonce, uint256 balanceWei) private {
        vm.roll(2_000);
        bytes32 txHash = _request(NONCE);
        vm.roll(2_010);
        (bytes memory header, bytes[] memory proof) = _accountBlock(number, nonce, balanceWei);
        coordinator.dismissForceInclusion(txHash, header, proof);
    }

    function _accountBlock(uint256 number, uint256 nonce, uint256 balanceWei)
        private
        returns (bytes memory header, bytes[] memory proof)
    {
        bytes memory account =
            RLP.encoder().push(nonce).push(balanceWei).push(bytes32(0)).push(bytes32(0)).encode();
        bytes memory path = bytes.concat(hex"20", abi.encodePacked(keccak256(abi.encodePacked(sender))));
        proof = _leaf(path, account);
        header = _block(number, Roots(keccak256(proof[0]), 0, 0));
    }

    // A trie of one leaf.
    function _leaf(bytes memory path, bytes memory value) private pure returns (bytes[] memory proof) {
        proof = new bytes[](1);
        proof[0] = RLP.encoder().push(path).push(value).encode();
    }

    function _transaction(uint256 nonce, uint256 gas, uint256 maxFee) private view returns (bytes memory) {
        bytes memory unsigned = bytes.concat(hex"02", _fields(nonce, gas, maxFee).encode());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(senderKey, keccak256(unsigned));
        RLP.Encoder memory signed = _fields(nonce, gas, maxFee);
        signed.push(uint256(v - 27)).push(uint256(r)).push(uint256(s));
        return bytes.concat(hex"02", signed.encode());
    }

    function _fields(uint256 nonce, uint256 gas, uint256 maxFee) private view returns (RLP.Encoder memory) {
        RLP.Encoder memory fields = RLP.encoder().push(block.chainid).push(nonce).push(uint256(1 gwei));
        fields.push(maxFee).push(gas).push(address(this)).push(uint256(1 ether)).push(bytes(""));
        return fields.push(new bytes[](0));
    }
}
