// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Initializable } from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import { AndeSequencerCoordinator } from "../src/AndeSequencerCoordinator.sol";
import { IAndeSequencerCoordinator } from "../src/interfaces/IAndeSequencerCoordinator.sol";
import { IStakeVault } from "../src/interfaces/IStakeVault.sol";
import { ChainTest } from "./base/ChainTest.sol";

contract AndeSequencerCoordinatorTest is ChainTest {
    /// @dev In the order of their CometBFT addresses.
    Operator[3] private operators;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < 3; i++) {
            Operator memory who = _joinSequencer(i, 2 * MIN_STAKE);
            uint256 at = i;
            for (; at > 0 && _place(operators[at - 1]) > _place(who); at--) {
                operators[at] = operators[at - 1];
            }
            operators[at] = who;
        }
        vm.roll(2_000);
    }

    function test_selectors_areTheOriginals() public pure {
        vm.assertTrue(IAndeSequencerCoordinator.registerSequencer.selector == 0x1a5425c5);
        vm.assertTrue(IAndeSequencerCoordinator.recordBlockProduced.selector == 0xaf210412);
        vm.assertTrue(IAndeSequencerCoordinator.checkTimeout.selector == 0x09bbd6a0);
        vm.assertTrue(IAndeSequencerCoordinator.getActiveSequencers.selector == 0xf4eba842);
        vm.assertTrue(IAndeSequencerCoordinator.isTimeoutReached.selector == 0xe908154e);
        vm.assertTrue(IAndeSequencerCoordinator.currentLeader.selector == 0xac4bd53a);
    }

    function test_initialize_revertsIfRepeatedOrZero() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        coordinator.initialize(
            admin, address(token), emergency, address(consensus), treasury, _coordinatorParameters()
        );
        address implementation = address(new AndeSequencerCoordinator());
        address[5] memory given = [admin, address(token), emergency, address(consensus), treasury];
        for (uint256 i = 0; i < 5; i++) {
            address[5] memory parts = given;
            parts[i] = address(0);
            bytes memory call = abi.encodeCall(
                IAndeSequencerCoordinator.initialize,
                (parts[0], parts[1], parts[2], parts[3], parts[4], _coordinatorParameters())
            );
            vm.expectRevert(IStakeVault.AddressIsZero.selector);
            _proxy(implementation, call);
        }
    }

    function test_registerSequencer_isForValidatorsWithAHotKey() public {
        Operator memory who = _operator(8);
        vm.startPrank(who.owner);
        bytes memory refused =
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotAValidator.selector, who.owner, who.peerId);
        vm.expectRevert(refused);
        coordinator.registerSequencer(MIN_STAKE, "rpc", who.peerId);
        vm.stopPrank();
        _fund(who.owner, address(consensus), MIN_STAKE);
        vm.startPrank(who.owner);
        consensus.registerValidator(who.peerId, "rpc", MIN_STAKE);
        vm.expectRevert(refused);
        coordinator.registerSequencer(MIN_STAKE, "rpc", who.peerId);
        vm.stopPrank();
        _setSigner(who);
        vm.startPrank(who.owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAndeSequencerCoordinator.StakeBelowMinimum.selector, MIN_STAKE - 1, MIN_STAKE
            )
        );
        coordinator.registerSequencer(MIN_STAKE - 1, "rpc", who.peerId);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.RpcLengthInvalid.selector, 0));
        coordinator.registerSequencer(MIN_STAKE, "", who.peerId);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.RpcLengthInvalid.selector, 257));
        coordinator.registerSequencer(MIN_STAKE, string(new bytes(257)), who.peerId);
        vm.stopPrank();
        vm.prank(operators[0].owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.AlreadyRegistered.selector, operators[0].owner)
        );
        coordinator.registerSequencer(MIN_STAKE, "rpc", operators[0].peerId);
    }

    function test_unregisterSequencer_paysOnceAndLetsItComeBack() public {
        address owner = operators[0].owner;
        vm.startPrank(owner);
        coordinator.unregisterSequencer();
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, owner));
        coordinator.unregisterSequencer();
        vm.expectPartialRevert(IStakeVault.StakeStillLocked.selector);
        coordinator.claimStake();
        vm.warp(block.timestamp + DELAY);
        coordinator.claimStake();
        vm.assertEq(token.balanceOf(owner), 2 * MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IStakeVault.NothingToClaim.selector, owner));
        coordinator.claimStake();
        token.approve(address(coordinator), MIN_STAKE);
        coordinator.registerSequencer(MIN_STAKE, "rpc", operators[0].peerId);
        vm.stopPrank();
        vm.assertEq(coordinator.getActiveSequencers()[0], owner);
        vm.assertEq(coordinator.getRegisteredSequencers().length, 3);
    }

    function test_unregisterSequencer_skipsNobody() public {
        _prove(1_900, 5, 0, "[]");
        vm.prank(operators[0].owner);
        coordinator.unregisterSequencer();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
    }

    function test_proveLease_followsTheApplicationState() public {
        _prove(1_900, 5, 0, "[]");
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        IAndeSequencerCoordinator.LeaseProof memory next = _leaseProof(1_950, 6, _place(operators[1]), "[]");
        vm.expectEmit(true, true, true, true);
        emit IAndeSequencerCoordinator.LeaderRotated(
            6, operators[0].owner, operators[1].owner, 2_000, "proven"
        );
        coordinator.proveLease(next);
        _prove(1_960, 6, 1, "[]");
        IAndeSequencerCoordinator.Rotation memory rotation = coordinator.getRotationInfo(6);
        vm.assertEq(rotation.provenFromBlock, 1_950);
        vm.assertEq(rotation.provenToBlock, 1_960);
        vm.assertEq(rotation.startHeight, 600);
        vm.assertEq(coordinator.getCurrentRotation().number, 6);
    }

    function test_proveLease_slashesAHolderThatLostItsLease() public {
        _prove(1_900, 5, 0, "[]");
        IAndeSequencerCoordinator.LeaseProof memory lost =
            _leaseProof(1_910, 6, _place(operators[1]), _failed(_place(operators[0])));
        vm.expectEmit(true, false, false, true);
        emit IAndeSequencerCoordinator.TimeoutDetected(operators[0].owner, 2_000, 5);
        coordinator.proveLease(lost);
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 5);
        IAndeSequencerCoordinator.LeaseProof memory held = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        vm.expectPartialRevert(IAndeSequencerCoordinator.EvidenceUsed.selector);
        coordinator.slashTimeout(held, lost);
    }

    function test_proveLease_revertsIfForged() public {
        IAndeSequencerCoordinator.LeaseProof memory proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        proof.holder = _place(operators[1]);
        vm.expectRevert(IAndeSequencerCoordinator.StateMismatch.selector);
        coordinator.proveLease(proof);
        proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        vm.setBlockhash(1_900, bytes32("another"));
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.HeaderUnknown.selector, 1_900));
        coordinator.proveLease(proof);
        proof = _leaseProof(1_900, 5, bytes20("nobody"), "[]");
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.HolderUnknown.selector, bytes20("nobody"))
        );
        coordinator.proveLease(proof);
    }

    function test_proveLease_revertsIfOlder() public {
        _prove(1_900, 5, 0, "[]");
        IAndeSequencerCoordinator.LeaseProof memory old = _leaseProof(1_899, 4, _place(operators[1]), "[]");
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.ProofTooOld.selector, 1_899, 1_900));
        coordinator.proveLease(old);
    }

    function test_slashTimeout_thriceJailsForAWeek() public {
        address owner = operators[0].owner;
        uint256 stake = 2 * MIN_STAKE;
        for (uint256 epoch = 10; epoch < 16; epoch += 2) {
            coordinator.slashTimeout(
                _leaseProof(1_900 + epoch, epoch, _place(operators[0]), "[]"),
                _leaseProof(1_901 + epoch, epoch + 1, _place(operators[1]), _failed(_place(operators[0])))
            );
            stake -= stake / 10;
        }
        IAndeSequencerCoordinator.SequencerInfo memory info = coordinator.getSequencerInfo(owner);
        vm.assertEq(info.stake, stake);
        vm.assertEq(info.timeouts, 3);
        vm.assertFalse(info.isActive);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, address(this))
        );
        coordinator.unjailSequencer(owner);
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.CannotUnjail.selector, owner, info.jailedUntil)
        );
        coordinator.unjailSequencer(owner);
        vm.warp(info.jailedUntil);
        coordinator.unjailSequencer(owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.CannotUnjail.selector, owner, 0));
        coordinator.unjailSequencer(owner);
        vm.stopPrank();
        vm.assertTrue(coordinator.getSequencerInfo(owner).isActive);
    }

    function test_slashTimeout_revertsForTheHonest() public {
        IAndeSequencerCoordinator.LeaseProof memory held = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        IAndeSequencerCoordinator.LeaseProof memory rotated =
            _leaseProof(1_901, 6, _place(operators[1]), _failed(_place(operators[2])));
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, rotated);
        // Whom a holder hands over to is named behind the list.
        bytes memory wish = bytes.concat('[],"handOver":{"at":7,"to":"', _hex(_place(operators[0])), '"}');
        IAndeSequencerCoordinator.LeaseProof memory wished = _leaseProof(1_902, 6, _place(operators[1]), wish);
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, wished);
        IAndeSequencerCoordinator.LeaseProof memory later =
            _leaseProof(1_903, 7, _place(operators[1]), _failed(_place(operators[0])));
        vm.expectRevert(IAndeSequencerCoordinator.NoTimeout.selector);
        coordinator.slashTimeout(held, later);
    }

    function test_recordBlocks_rotatesAfterAHundredBlocks() public {
        vm.startPrank(oracle);
        for (uint256 height = 1; height <= 100; height++) {
            vm.assertEq(coordinator.currentLeader(), operators[0].owner);
            coordinator.recordBlockProduced(operators[0].owner, height, 3);
        }
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(coordinator.nextHeightToRecord(), 101);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).blocksProduced, 100);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.HeightOutOfOrder.selector, 100, 101));
        coordinator.recordBlockProduced(operators[0].owner, 100, 3);
        vm.stopPrank();
    }

    function test_recordBlocks_endsTheLeaseOfWhoMissesAndSlashesNobody() public {
        vm.startPrank(oracle);
        coordinator.recordBlockProduced(operators[0].owner, 1, 0);
        for (uint256 height = 2; height <= 11; height++) {
            coordinator.recordBlockProduced(operators[1 + height % 2].owner, height, 0);
        }
        vm.stopPrank();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(coordinator.getFailed()[0], operators[0].owner);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).blocksMissed, 10);
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_newLeader_isNotTimedOutByOldMisses() public {
        test_recordBlocks_endsTheLeaseOfWhoMissesAndSlashesNobody();
        vm.assertEq(coordinator.missesOfLease(), 0);
        vm.prank(oracle);
        coordinator.recordBlockProduced(operators[2].owner, 12, 0);
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
    }

    function test_oracleCalls_revertForOthers() public {
        bytes memory refused = _noRole(address(this), coordinator.ORACLE_ROLE());
        vm.expectRevert(refused);
        coordinator.recordBlockProduced(operators[0].owner, 1, 0);
        vm.expectRevert(refused);
        coordinator.recordBlocks(new IAndeSequencerCoordinator.Observation[](0));
        vm.expectRevert(refused);
        coordinator.synchroniseLease(1, operators[0].owner, 1, 1);
        vm.expectRevert(refused);
        coordinator.updateSequencerUptime(operators[0].owner, 1);
    }

    function test_forceRotation_byTheLeaderOrTheAdmin() public {
        _prove(1_900, 5, 0, "[]");
        vm.prank(operators[0].signer);
        coordinator.forceRotation("maintenance");
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.prank(operators[1].owner);
        coordinator.forceRotation("maintenance");
        vm.prank(admin);
        coordinator.forceRotation("maintenance");
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.NotTheLeader.selector, address(this))
        );
        coordinator.forceRotation("coup");
    }

    function test_checkTimeout_onlyAfterALongSilence() public {
        vm.assertFalse(coordinator.isTimeoutReached());
        _prove(1_900, 5, 0, "[]");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAndeSequencerCoordinator.TimeoutNotReached.selector, operators[0].owner, 2_110
            )
        );
        coordinator.checkTimeout();
        vm.roll(2_110);
        vm.assertTrue(coordinator.isTimeoutReached());
        coordinator.checkTimeout();
        vm.assertEq(coordinator.currentLeader(), operators[1].owner);
        vm.assertEq(token.balanceOf(treasury), 0);
    }

    function test_leaderAt_tellsTheTurns() public {
        vm.prank(oracle);
        coordinator.synchroniseLease(1, operators[1].owner, 1_000, 1_000);
        vm.assertEq(coordinator.leaderAt(1_099), operators[1].owner);
        vm.assertEq(coordinator.leaderAt(1_100), operators[2].owner);
        vm.assertEq(coordinator.leaderAt(1_200), operators[0].owner);
    }

    function test_emergencyMode_givesTheLeaseToTheEmergencySequencer() public {
        _prove(1_900, 5, 0, "[]");
        bytes memory refused = _noRole(address(this), coordinator.GUARDIAN_ROLE());
        vm.expectRevert(refused);
        coordinator.activateEmergencyMode("fire");
        vm.expectRevert(refused);
        coordinator.deactivateEmergencyMode();
        vm.startPrank(guardian);
        coordinator.activateEmergencyMode("fire");
        vm.assertTrue(coordinator.isEmergencyMode());
        vm.assertEq(coordinator.currentLeader(), emergency);
        vm.assertEq(coordinator.leaderAt(1), emergency);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.EmergencyModeIs.selector, true));
        coordinator.activateEmergencyMode("fire");
        coordinator.deactivateEmergencyMode();
        vm.stopPrank();
        vm.assertEq(coordinator.currentLeader(), operators[0].owner);
    }

    function test_currentLeader_isTheEmergencySequencerWhileNobodyIsEligible() public {
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(operators[i].owner);
            coordinator.unregisterSequencer();
        }
        vm.assertEq(coordinator.currentLeader(), emergency);
    }

    function test_heartbeat_byOwnerOrHotKey() public {
        vm.prank(operators[0].owner);
        coordinator.heartbeat();
        vm.prank(operators[1].signer);
        coordinator.heartbeat();
        vm.assertEq(coordinator.getSequencerInfo(operators[1].owner).lastHeartbeat, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, address(0)));
        coordinator.heartbeat();
    }

    function test_slasher_isARoleThatNobodyHasAtFirst() public {
        bytes32 role = coordinator.SLASHER_ROLE();
        address owner = operators[0].owner;
        vm.expectRevert(_noRole(address(this), role));
        coordinator.slashSequencer(owner, 1, "why");
        vm.expectRevert(_noRole(address(this), role));
        coordinator.reportInvalidBlock(owner, 1, "why");
        vm.prank(admin);
        coordinator.grantRole(role, address(this));
        vm.expectRevert(
            abi.encodeWithSelector(IAndeSequencerCoordinator.SlashTooLarge.selector, 1_001, 1_000)
        );
        coordinator.slashSequencer(owner, 1_001, "why");
        coordinator.slashSequencer(owner, 500, "why");
        vm.assertEq(token.balanceOf(treasury), MIN_STAKE / 10);
        coordinator.reportInvalidBlock(owner, 7, "why");
        vm.expectPartialRevert(IAndeSequencerCoordinator.EvidenceUsed.selector);
        coordinator.reportInvalidBlock(owner, 7, "why");
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.NotASequencer.selector, treasury));
        coordinator.slashSequencer(treasury, 1, "why");
    }

    function test_eligibility_followsTheValidatorSet() public {
        vm.prank(manager);
        consensus.deactivateValidator(operators[1].owner);
        vm.assertEq(coordinator.getActiveSequencers().length, 2);
    }

    function test_parameters_areTheAdmins() public {
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setParameters(_coordinatorParameters());
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setBlocksPerRotation(1);
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setEmergencySequencer(admin);
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.setTreasury(admin);
        address next = address(new AndeSequencerCoordinator());
        vm.expectRevert(_noRole(address(this), 0));
        coordinator.upgradeToAndCall(next, "");
        vm.startPrank(admin);
        coordinator.setBlocksPerRotation(7);
        coordinator.setEmergencySequencer(admin);
        coordinator.setTreasury(guardian);
        coordinator.upgradeToAndCall(next, "");
        vm.stopPrank();
        vm.assertEq(coordinator.getParameters().blocksPerRotation, 7);
        vm.assertEq(coordinator.emergencySequencer(), admin);
        vm.prank(oracle);
        coordinator.updateSequencerUptime(operators[0].owner, 9_990);
        vm.assertEq(coordinator.getSequencerInfo(operators[0].owner).uptime, 9_990);
        vm.prank(oracle);
        vm.expectRevert(abi.encodeWithSelector(IAndeSequencerCoordinator.ParameterInvalid.selector, "uptime"));
        coordinator.updateSequencerUptime(operators[0].owner, 10_001);
    }

    function test_setParameters_revertsIfOutOfRange() public {
        IAndeSequencerCoordinator.Parameters[5] memory wrong;
        for (uint256 i = 0; i < 5; i++) {
            wrong[i] = _coordinatorParameters();
        }
        wrong[0].minimumStake = 0;
        wrong[1].withdrawalDelaySeconds = 0;
        wrong[2].blocksPerRotation = 0;
        wrong[3].timeoutBlocks = 0;
        wrong[4].forceInclusionBlocks = 0;
        for (uint256 i = 0; i < 5; i++) {
            vm.prank(admin);
            vm.expectPartialRevert(IAndeSequencerCoordinator.ParameterInvalid.selector);
            coordinator.setParameters(wrong[i]);
        }
    }

    function test_gas() public {
        IAndeSequencerCoordinator.LeaseProof memory proof = _leaseProof(1_900, 5, _place(operators[0]), "[]");
        coordinator.proveLease(proof);
        vm.snapshotGasLastCall("proveLease");
        vm.prank(operators[1].signer);
        coordinator.heartbeat();
        vm.snapshotGasLastCall("heartbeat");
    }

    function _prove(uint256 number, uint256 epoch, uint256 holder, bytes memory failed) private {
        coordinator.proveLease(_leaseProof(number, epoch, _place(operators[holder]), failed));
    }
}
