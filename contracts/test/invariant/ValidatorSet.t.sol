// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { AndeConsensus } from "../../src/AndeConsensus.sol";
import { AndeSequencerCoordinator } from "../../src/AndeSequencerCoordinator.sol";
import { AndeToken } from "../../src/AndeToken.sol";
import { IAndeConsensus } from "../../src/interfaces/IAndeConsensus.sol";
import { NetworkTest } from "../base/NetworkTest.sol";

/// @dev Six operators and their manager do whatever they may, in any order, and are punished at random.
contract Operators is NetworkTest {
    bool public wasFinalShortOfPower;
    uint256 private heights;

    constructor() {
        setUp();
        for (uint256 i = 0; i < 6; i++) {
            Operator memory who = _joinSequencer(i, 5 * MIN_STAKE);
            _fund(who.owner, address(consensus), 10_000 * MIN_STAKE);
            vm.prank(who.owner);
            token.approve(address(coordinator), type(uint256).max);
            vm.prank(who.owner);
            token.approve(address(consensus), type(uint256).max);
        }
    }

    function contracts() external view returns (address, address, address) {
        return (address(consensus), address(coordinator), address(token));
    }

    function register(uint256 which, uint256 stake) external {
        Operator memory who = _operator(which % 6);
        vm.prank(who.owner);
        try consensus.registerValidator(who.peerId, "rpc", _within(stake, 0, 3 * MIN_STAKE)) { } catch { }
        vm.prank(who.owner);
        try coordinator.registerSequencer(_within(stake, 0, 3 * MIN_STAKE), "rpc", who.peerId) { } catch { }
    }

    function leave(uint256 which, bool isSequencer) external {
        vm.startPrank(_operator(which % 6).owner);
        if (isSequencer) {
            try coordinator.unregisterSequencer() { } catch { }
        } else {
            try consensus.unregisterValidator() { } catch { }
        }
        vm.stopPrank();
    }

    function unstake(uint256 which, uint256 amount) external {
        vm.prank(_operator(which % 6).owner);
        try consensus.requestUnstake(_within(amount, 0, 5 * MIN_STAKE)) { } catch { }
    }

    function increase(uint256 which, uint256 amount) external {
        vm.startPrank(_operator(which % 6).owner);
        try consensus.increaseStake(_within(amount, 0, MIN_STAKE)) { } catch { }
        try coordinator.increaseStake(_within(amount, 0, MIN_STAKE)) { } catch { }
        vm.stopPrank();
    }

    function claim(uint256 which, uint256 later) external {
        vm.warp(block.timestamp + _within(later, 0, DELAY));
        vm.startPrank(_operator(which % 6).owner);
        try consensus.claimStake() { } catch { }
        try coordinator.claimStake() { } catch { }
        vm.stopPrank();
    }

    function doubleSign(uint256 which, uint256 chance) external {
        if (chance % 8 != 0) return;
        Operator memory who = _operator(which % 6);
        bytes memory a = _sign(who.signerKey, _voteDigest(chance, bytes32("a")));
        bytes memory b = _sign(who.signerKey, _voteDigest(chance, bytes32("b")));
        try consensus.slashDoubleSign(who.owner, chance, "a", a, "b", b) { } catch { }
    }

    function manage(uint256 which, uint256 power) external {
        address owner = _operator(which % 6).owner;
        vm.startPrank(manager);
        try consensus.updateValidatorPower(owner, power % 60) { } catch { }
        if (power % 3 == 0) {
            try consensus.deactivateValidator(owner) { } catch { }
        } else {
            try consensus.activateValidator(owner) { } catch { }
        }
        vm.stopPrank();
    }

    function unjail(uint256 which, uint256 blocks) external {
        vm.roll(block.number + _within(blocks, 0, 1_000));
        vm.prank(_operator(which % 6).owner);
        try consensus.unjailValidator(_operator(which % 6).owner) { } catch { }
    }

    function lease(uint256 which, uint256 misses) external {
        vm.startPrank(oracle);
        for (uint256 i = 0; i <= misses % 12; i++) {
            uint256 height = coordinator.nextHeightToRecord();
            address producer = _operator((which % 6 + i) % 6).owner;
            coordinator.recordBlockProduced(producer, height == 0 ? 1 : height, 0);
        }
        vm.stopPrank();
    }

    /// @dev A block and votes of some; the first two try twice.
    function vote(uint256 voters) external {
        vm.roll(block.number + 1);
        uint256 number = block.number - 1;
        bytes32 hash = keccak256(abi.encode("block", heights++));
        vm.setBlockhash(number, hash);
        bytes memory proposal = _sign(_operator(voters % 6).signerKey, _proposalDigest(number, hash));
        try consensus.proposeBlock(number, hash, proposal) { } catch { }
        uint256 distinct = 0;
        for (uint256 i = 0; i < 8; i++) {
            if ((voters >> (i % 6)) & 1 == 0) continue;
            Operator memory who = _operator(i % 6);
            bytes memory signature = _sign(who.signerKey, _voteDigest(number, hash));
            try consensus.attestBlock(number, hash, signature) {
                distinct += consensus.powerOf(who.owner);
            } catch { }
        }
        bool isShort = 3 * distinct <= 2 * consensus.totalVotingPower();
        if (isShort && consensus.isBlockFinalized(hash)) wasFinalShortOfPower = true;
    }
}

contract ValidatorSetInvariant is NetworkTest {
    Operators private operators;

    function setUp() public override {
        operators = new Operators();
        (address c, address s, address t) = operators.contracts();
        (consensus, coordinator, token) = (AndeConsensus(c), AndeSequencerCoordinator(s), AndeToken(t));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(operators);
    }

    /// @dev In one, because each would walk the same way again; after every fourth step, because looking takes longest.
    /// forge-config: default.invariant.check-interval = 4
    function invariant_stakePowerFinalityAndLeader() public view {
        _stakeIsWhatTheContractsHold();
        _totalPowerIsTheSumOfTheActive();
        _nobodyIsThereTwice();
        _finalityNeedsMoreThanTwoThirdsEachOnce();
        _theLeaderIsActive();
    }

    function _stakeIsWhatTheContractsHold() private view {
        (uint256 bonded, uint256 leaving) = consensus.totalStake();
        vm.assertEq(token.balanceOf(address(consensus)), bonded + leaving);
        (bonded, leaving) = coordinator.totalStake();
        vm.assertEq(token.balanceOf(address(coordinator)), bonded + leaving + coordinator.totalBonds());
        uint256 sum = 0;
        for (uint256 i = 0; i < 6; i++) {
            (uint256 each, uint256 going,) = coordinator.stakeOf(_operator(i).owner);
            sum += each + going;
        }
        vm.assertEq(sum, bonded + leaving);
    }

    function _totalPowerIsTheSumOfTheActive() private view {
        address[] memory active = consensus.getActiveValidators();
        uint256 sum = 0;
        for (uint256 i = 0; i < active.length; i++) {
            uint256 power = consensus.powerOf(active[i]);
            vm.assertGt(power, 0);
            sum += power;
        }
        vm.assertEq(consensus.totalVotingPower(), sum);
    }

    function _nobodyIsThereTwice() private view {
        address[] memory active = consensus.getActiveValidators();
        for (uint256 i = 0; i < active.length; i++) {
            IAndeConsensus.ValidatorInfo memory info = consensus.getValidatorInfo(active[i]);
            vm.assertGe(info.stake, MIN_STAKE);
            vm.assertEq(consensus.validatorOfPeerId(info.peerId), active[i]);
            for (uint256 j = 0; j < i; j++) {
                vm.assertTrue(active[i] != active[j]);
            }
        }
    }

    function _finalityNeedsMoreThanTwoThirdsEachOnce() private view {
        vm.assertFalse(operators.wasFinalShortOfPower());
    }

    function _theLeaderIsActive() private view {
        address leader = coordinator.currentLeader();
        address[] memory active = coordinator.getActiveSequencers();
        bool isActive = active.length == 0 && leader == coordinator.emergencySequencer();
        for (uint256 i = 0; i < active.length; i++) {
            isActive = isActive || active[i] == leader;
        }
        vm.assertTrue(isActive);
    }
}
