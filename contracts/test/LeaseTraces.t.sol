// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

/// @dev Answers for AndeConsensus as a trace says.
contract TracedConsensus {
    mapping(address owner => uint256) public powerOf;
    mapping(address owner => bytes32) public peerIdOf;
    mapping(address owner => bool) public isValidator;
    uint256 public totalVotingPower;

    function setPower(address owner, uint256 power) external {
        totalVotingPower = totalVotingPower - powerOf[owner] + power;
        powerOf[owner] = power;
    }

    function setPeerId(address owner, bytes32 peerId) external {
        peerIdOf[owner] = peerId;
        isValidator[owner] = true;
    }

    function setValidator(address owner, bool isOne) external {
        isValidator[owner] = isOne;
    }

    function signerOf(address owner) external pure returns (address) {
        return owner;
    }
}

/// @dev The node's lease machine wrote these traces (test/contracts/leaseTraces.ts), and what it made of each height.
/// The coordinator must make the same of it.
contract LeaseTracesTest is NetworkTest {
    uint256 private constant VALIDATORS = 5;
    uint256 private constant HEIGHTS = 14;
    uint256 private constant NOBODY = 255;

    TracedConsensus private traced;
    address[5] private owners;
    bytes private trace;

    function setUp() public override {
        super.setUp();
        traced = TracedConsensus(address(consensus));
        vm.etch(address(consensus), type(TracedConsensus).runtimeCode);
        IAndeSequencerCoordinator.Parameters memory parameters = _coordinatorParameters();
        (parameters.blocksPerRotation, parameters.timeoutBlocks) = (6, 3);
        vm.prank(admin);
        coordinator.setParameters(parameters);
        for (uint256 i = 0; i < VALIDATORS; i++) {
            Operator memory who = _operator(i);
            traced.setPeerId(who.owner, who.peerId);
            _sequence(who, MIN_STAKE);
        }
        address[] memory ordered = coordinator.getActiveSequencers();
        for (uint256 i = 0; i < VALIDATORS; i++) {
            owners[i] = ordered[i];
        }
    }

    function test_traces_0() public {
        _replay("0");
    }

    function test_traces_1() public {
        _replay("1");
    }

    function test_traces_2() public {
        _replay("2");
    }

    function test_traces_3() public {
        _replay("3");
    }

    function test_traces_4() public {
        _replay("4");
    }

    function test_traces_5() public {
        _replay("5");
    }

    function test_traces_6() public {
        _replay("6");
    }

    function test_traces_7() public {
        _replay("7");
    }

    function test_traces_8() public {
        _replay("8");
    }

    function test_traces_9() public {
        _replay("9");
    }

    function _replay(string memory file) private {
        string memory path = string.concat("contracts/cache/traces/", file, ".hex");
        bytes memory all = vm.parseBytes(vm.readFile(path));
        uint256 at = 0;
        uint256 traces = 0;
        vm.startPrank(oracle);
        while (at < all.length) {
            at = _replayOne(all, at);
            traces += 1;
        }
        vm.stopPrank();
        vm.assertEq(traces, 1_000);
    }

    function _replayOne(bytes memory all, uint256 at) private returns (uint256) {
        for (uint256 i = 0; i < VALIDATORS; i++) {
            traced.setPower(owners[i], uint8(all[at + i]));
        }
        uint256 eligible = _setEligible(uint8(all[at + 5]), type(uint256).max);
        coordinator.synchroniseLease(1, owners[uint8(all[at + 6])], 1, 1);
        at += 7;
        uint256 epoch = 1;
        for (uint256 height = 1; height <= HEIGHTS; height++) {
            eligible = _setEligible(uint8(all[at + 4]), eligible);
            coordinator.recordBlocks(_observation(all, at, height));
            epoch += uint8(all[at + 6]);
            IAndeSequencerCoordinator.Rotation memory now_ = coordinator.getCurrentRotation();
            vm.assertEq(now_.leader, owners[uint8(all[at + 5])], "holder");
            vm.assertEq(now_.number, epoch, "epoch");
            vm.assertEq(coordinator.missesOfLease(), uint8(all[at + 7]), "misses");
            vm.assertEq(_failedBits(), uint8(all[at + 8]), "failed");
            at += 9;
        }
        return at;
    }

    function _observation(bytes memory all, uint256 at, uint256 height)
        private
        view
        returns (IAndeSequencerCoordinator.Observation[] memory one)
    {
        uint256 ahead = uint8(all[at + 2]);
        one = new IAndeSequencerCoordinator.Observation[](1);
        one[0] = IAndeSequencerCoordinator.Observation(
            height,
            _owner(uint8(all[at])),
            _owner(uint8(all[at + 1])),
            ahead == 0 ? 0 : height + ahead - 1,
            _owner(uint8(all[at + 3]))
        );
    }

    function _owner(uint256 index) private view returns (address) {
        return index == NOBODY ? address(0) : owners[index];
    }

    function _setEligible(uint256 bits, uint256 before) private returns (uint256) {
        for (uint256 i = 0; bits != before && i < VALIDATORS; i++) {
            traced.setValidator(owners[i], (bits >> i) & 1 == 1);
        }
        return bits;
    }

    function _failedBits() private view returns (uint256 bits) {
        address[] memory failed = coordinator.getFailed();
        for (uint256 i = 0; i < failed.length; i++) {
            for (uint256 j = 0; j < VALIDATORS; j++) {
                if (failed[i] == owners[j]) bits |= 1 << j;
            }
        }
    }
}
