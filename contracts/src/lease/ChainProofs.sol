// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { BlockHeader } from "@openzeppelin/contracts/utils/BlockHeader.sol";
import { Memory } from "@openzeppelin/contracts/utils/Memory.sol";
import { RLP } from "@openzeppelin/contracts/utils/RLP.sol";
import { Strings } from "@openzeppelin/contracts/utils/Strings.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { TrieProof } from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import { IAndeSequencerCoordinator } from "../interfaces/IAndeSequencerCoordinator.sol";
import { IForceInclusions } from "../interfaces/IForceInclusions.sol";
import { IChainProofs } from "../interfaces/IChainProofs.sol";

/// @title What this chain's own headers prove
/// @dev The coordinator's other half: one contract would be larger than a contract may be. It has no state.
contract ChainProofs is IChainProofs {
    using Memory for Memory.Slice;

    bytes16 private constant HEX_DIGITS = "0123456789ABCDEF";
    bytes1 private constant EIP1559 = 0x02;
    uint256 private constant FIELDS = 12;
    uint256 private constant SIGNED_FIELDS = 9;
    uint256 private constant MAX_BYTES = 32_768;
    uint256 private constant MIN_TIP_WEI = 1 gwei;
    uint256 private constant PLAIN_GAS = 21_000;
    /// @dev EIP-7623: floor of a byte of call data that is not zero.
    uint256 private constant GAS_PER_BYTE = 40;

    /// @inheritdoc IChainProofs
    function readLease(IAndeSequencerCoordinator.LeaseProof calldata proof)
        external
        view
        returns (uint256 blockNumber)
    {
        Memory.Slice[] memory fields = _canonicalHeader(proof.header);
        bytes32 root = BlockHeader.getParentBeaconBlockRoot(fields);
        if (sha256(_text(proof)) != root) revert IAndeSequencerCoordinator.StateMismatch();
        return BlockHeader.getNumber(fields);
    }

    /// @inheritdoc IChainProofs
    function hasFailed(bytes calldata failed, bytes20 place) external pure returns (bool) {
        bytes memory wanted = _toHex(place);
        uint256 matched = 0;
        for (uint256 i = 0; i < failed.length && failed[i] != "]"; i++) {
            matched = failed[i] == wanted[matched] ? matched + 1 : 0;
            if (matched == wanted.length) return true;
        }
        return false;
    }

    /// @inheritdoc IChainProofs
    function readInclusion(bytes calldata header, uint256 index, bytes[] calldata proof)
        external
        view
        returns (bytes32 txHash, uint256 blockNumber)
    {
        Memory.Slice[] memory fields = _canonicalHeader(header);
        bytes32 root = BlockHeader.getTransactionsRoot(fields);
        bytes memory included = TrieProof.traverse(root, RLP.encode(index), proof);
        return (keccak256(included), BlockHeader.getNumber(fields));
    }

    /// @inheritdoc IChainProofs
    function readAccount(bytes calldata header, address account, bytes[] calldata proof)
        external
        view
        returns (uint256 nonce, uint256 balanceWei, uint256 blockNumber)
    {
        Memory.Slice[] memory fields = _canonicalHeader(header);
        bytes memory key = abi.encodePacked(keccak256(abi.encodePacked(account)));
        bytes memory found = TrieProof.traverse(BlockHeader.getStateRoot(fields), key, proof);
        Memory.Slice[] memory facts = RLP.decodeList(found);
        return (RLP.readUint256(facts[0]), RLP.readUint256(facts[1]), BlockHeader.getNumber(fields));
    }

    /// @inheritdoc IChainProofs
    function readTransaction(bytes calldata transaction)
        external
        view
        returns (address sender, uint256 nonce, uint256 leastBalanceWei)
    {
        _check(transaction.length > 1 && transaction.length <= MAX_BYTES, "size");
        _check(transaction[0] == EIP1559, "type");
        Memory.Slice[] memory fields = RLP.decodeList(transaction[1:]);
        _check(fields.length == FIELDS, "fields");
        _check(RLP.readUint256(fields[0]) == block.chainid, "chain");
        uint256 gas = RLP.readUint256(fields[4]);
        uint256 dataBytes = RLP.readBytes(fields[7]).length;
        _check(gas >= PLAIN_GAS + GAS_PER_BYTE * dataBytes && gas <= block.gaslimit / 2, "gas");
        _check(RLP.readBytes(fields[5]).length == 20, "creation");
        _check(RLP.readList(fields[8]).length == 0, "access list");
        sender = _senderOf(fields);
        _check(sender != address(0) && sender.code.length == 0, "signature");
        nonce = RLP.readUint256(fields[1]);
        leastBalanceWei = RLP.readUint256(fields[6]) + gas * _maxFee(fields);
        _check(sender.balance >= leastBalanceWei, "balance");
    }

    function _maxFee(Memory.Slice[] memory fields) private view returns (uint256 maxFee) {
        uint256 tip = RLP.readUint256(fields[2]);
        maxFee = RLP.readUint256(fields[3]);
        // A full block raises the base fee by an eighth: twice the fee lasts for five of them.
        _check(tip >= MIN_TIP_WEI && maxFee >= 2 * block.basefee + tip, "fee");
    }

    function _canonicalHeader(bytes calldata header) private view returns (Memory.Slice[] memory fields) {
        fields = BlockHeader.parseHeader(header);
        if (!BlockHeader.verifyBlockHeader(fields, keccak256(header))) {
            revert IAndeSequencerCoordinator.HeaderUnknown(BlockHeader.getNumber(fields));
        }
    }

    function _senderOf(Memory.Slice[] memory fields) private pure returns (address sender) {
        bytes[] memory signed = new bytes[](SIGNED_FIELDS);
        for (uint256 i = 0; i < SIGNED_FIELDS; i++) {
            signed[i] = fields[i].toBytes();
        }
        bytes32 digest = keccak256(bytes.concat(EIP1559, RLP.encode(signed)));
        uint8 parity = RLP.readBool(fields[9]) ? 1 : 0;
        bytes32 r = bytes32(RLP.readUint256(fields[10]));
        bytes32 s = bytes32(RLP.readUint256(fields[11]));
        (sender,,) = ECDSA.tryRecover(digest, 27 + parity, r, s);
    }

    // node/src/state.ts: JSON, keys sorted, the lease last. Its keys `epoch`, `holder` and `startHeight` occur once, and
    // strings in it are hexadecimal, so that a text can be read in one way only.
    function _text(IAndeSequencerCoordinator.LeaseProof calldata proof) private pure returns (bytes memory) {
        return bytes.concat(
            proof.before,
            '{"epoch":',
            bytes(Strings.toString(proof.epoch)),
            ',"failed":',
            proof.failed,
            ',"holder":"',
            _toHex(proof.holder),
            '"',
            proof.between,
            '"startHeight":',
            bytes(Strings.toString(proof.startHeight)),
            "}]"
        );
    }

    function _toHex(bytes20 place) private pure returns (bytes memory text) {
        text = new bytes(40);
        for (uint256 i = 0; i < 20; i++) {
            uint8 each = uint8(place[i]);
            text[2 * i] = HEX_DIGITS[each >> 4];
            text[2 * i + 1] = HEX_DIGITS[each & 15];
        }
    }

    function _check(bool isRight, string memory rule) private pure {
        if (!isRight) revert IForceInclusions.TransactionInvalid(rule);
    }
}
