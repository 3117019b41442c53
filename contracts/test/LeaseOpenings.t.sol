// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev The node wrote these calls (test/contracts/leaseOpenings.ts): states of its own cut around the lease, and the
/// headers that name them. The coordinator must read out of each what the node put into it.
contract LeaseOpeningsTest is NetworkTest {
    uint256 private constant SEQUENCERS = 5;

    struct Opening {
        uint256 blockNumber;
        bytes32 blockHash;
        bytes call;
        bytes32 peerId;
        uint256 epoch;
        uint256 startHeight;
    }

    function test_proveLease_takesWhatTheNodeWrites() public {
        bytes memory all = vm.parseBytes(vm.readFile("contracts/cache/traces/openings.hex"));
        (Opening[] memory openings, uint256 misses) = abi.decode(all, (Opening[], uint256));
        address[] memory owners = new address[](SEQUENCERS);
        for (uint256 i = 0; i < SEQUENCERS; i++) {
            owners[i] = _joinSequencer(i, MIN_STAKE).owner;
        }
        for (uint256 i = 0; i < openings.length; i++) {
            _prove(openings[i]);
        }
        uint256 timeouts = 0;
        for (uint256 i = 0; i < SEQUENCERS; i++) {
            timeouts += coordinator.getSequencerInfo(owners[i]).timeouts;
        }
        vm.assertEq(openings.length, 300);
        vm.assertEq(timeouts, misses, "misses");
    }

    function _prove(Opening memory each) private {
        vm.roll(each.blockNumber + 1);
        vm.setBlockhash(each.blockNumber, each.blockHash);
        (bool isDone,) = address(coordinator).call(each.call);
        vm.assertTrue(isDone, "refused");
        IAndeSequencerCoordinator.Rotation memory now_ = coordinator.getCurrentRotation();
        vm.assertEq(now_.number, each.epoch, "epoch");
        vm.assertEq(now_.startHeight, each.startHeight, "startHeight");
        vm.assertEq(now_.provenToBlock, each.blockNumber, "block");
        vm.assertEq(coordinator.getSequencerInfo(now_.leader).peerId, each.peerId);
    }
}
