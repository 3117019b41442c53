// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { RLP } from "@openzeppelin/contracts/utils/RLP.sol";
import { IAndeSequencerCoordinator } from "../../src/interfaces/IAndeSequencerCoordinator.sol";
import { NetworkTest } from "./NetworkTest.sol";

/// @title Blocks whose headers prove something
abstract contract ChainTest is NetworkTest {
    using RLP for RLP.Encoder;

    struct Roots {
        bytes32 state;
        bytes32 transactions;
        bytes32 application;
    }

    bytes internal constant BEFORE = '["cordillera/2",7,"0x00",2000,{},{"blocks":100,"missesToFailOver":10},';
    bytes internal constant BETWEEN = ',"lastBlockHeight":6,"missed":{},';

    /// @dev A block of this chain, below the current one.
    function _block(uint256 number, Roots memory roots) internal returns (bytes memory header) {
        RLP.Encoder memory fields = RLP.encoder();
        fields.push(bytes32(0)).push(bytes32(0)).push(address(0)).push(roots.state);
        fields.push(roots.transactions).push(bytes32(0)).push(new bytes(256)).push(uint256(0));
        fields.push(number).push(uint256(30_000_000)).push(uint256(0)).push(block.timestamp);
        fields.push(bytes("")).push(bytes32(0)).push(new bytes(8)).push(uint256(1 gwei));
        fields.push(bytes32(0)).push(uint256(0)).push(uint256(0)).push(roots.application).push(bytes32(0));
        header = fields.encode();
        vm.setBlockhash(number, keccak256(header));
    }

    /// @dev A block whose state says who has the lease.
    function _leaseProof(uint256 number, uint256 epoch, bytes20 holder, bytes memory failed)
        internal
        returns (IAndeSequencerCoordinator.LeaseProof memory proof)
    {
        proof.before = BEFORE;
        proof.epoch = epoch;
        proof.failed = failed;
        proof.holder = holder;
        proof.between = BETWEEN;
        proof.startHeight = epoch * 100;
        proof.header = _block(number, Roots(0, 0, sha256(_text(proof))));
    }

    function _text(IAndeSequencerCoordinator.LeaseProof memory proof) internal pure returns (bytes memory) {
        return bytes.concat(
            proof.before,
            '{"epoch":',
            bytes(vm.toString(proof.epoch)),
            ',"failed":',
            proof.failed,
            ',"holder":"',
            _hex(proof.holder),
            '"',
            proof.between,
            '"startHeight":',
            bytes(vm.toString(proof.startHeight)),
            "}]"
        );
    }

    function _failed(bytes20 place) internal pure returns (bytes memory) {
        return bytes.concat('["', _hex(place), '"]');
    }

    function _place(Operator memory who) internal pure returns (bytes20) {
        return bytes20(sha256(abi.encodePacked(who.peerId)));
    }

    function _hex(bytes20 place) internal pure returns (bytes memory text) {
        bytes16 digits = "0123456789ABCDEF";
        text = new bytes(40);
        for (uint256 i = 0; i < 20; i++) {
            text[2 * i] = digits[uint8(place[i]) >> 4];
            text[2 * i + 1] = digits[uint8(place[i]) & 15];
        }
    }
}
