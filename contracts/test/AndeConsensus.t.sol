// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Initializable } from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import { AndeConsensus } from "../src/AndeConsensus.sol";
import { IAndeConsensus } from "../src/interfaces/IAndeConsensus.sol";
import { IStakeVault } from "../src/interfaces/IStakeVault.sol";
import { NetworkTest } from "./base/NetworkTest.sol";

contract AndeConsensusTest is NetworkTest {
    function test_initialize_revertsIfRepeated() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        consensus.initialize(admin, address(token), address(registry), treasury, _consensusParameters());
    }

    function test_initialize_revertsOnTheImplementation() public {
        AndeConsensus implementation = new AndeConsensus();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(admin, address(token), address(registry), treasury, _consensusParameters());
    }

    function test_initialize_revertsIfAnAddressIsZero() public {
        address[4] memory given = [admin, address(token), address(registry), treasury];
        address implementation = address(new AndeConsensus());
        for (uint256 i = 0; i < 4; i++) {
            address[4] memory parts = given;
            parts[i] = address(0);
            bytes memory call = abi.encodeCall(
                IAndeConsensus.initialize, (parts[0], parts[1], parts[2], parts[3], _consensusParameters())
            );
            vm.expectRevert(IStakeVault.AddressIsZero.selector);
            _proxy(implementation, call);
        }
    }

    function test_selectors_areTheOriginals() public pure {
        vm.assertTrue(IAndeConsensus.getActiveValidators.selector == 0x9de70258);
        vm.assertTrue(IAndeConsensus.getCurrentProposer.selector == 0x3b10244b);
        bytes4 ofManager = bytes4(keccak256("registerValidator(address,bytes32,string,uint256,uint256)"));
        bytes4 ofOwner = bytes4(keccak256("registerValidator(bytes32,string,uint256)"));
        vm.assertTrue(ofManager == 0xb3c82fd0 && ofOwner == 0x5d21b76a);
    }

    function test_registerValidator_threeByTheirOwnKeys() public {
        for (uint256 i = 0; i < 3; i++) {
            _join(i, MIN_STAKE);
        }
        vm.assertEq(consensus.getActiveValidators().length, 3);
        vm.assertEq(consensus.getActiveValidatorsCount(), 3);
        vm.assertEq(consensus.totalVotingPower(), 30);
        (address[] memory owners, bytes32[] memory peers, address[] memory signers, uint256[] memory powers) =
            consensus.getValidatorSet();
        Operator memory second = _operator(1);
        vm.assertEq(owners[1], second.owner);
        vm.assertEq(peers[1], second.peerId);
        vm.assertEq(signers[1], second.signer);
        vm.assertEq(powers[1], 10);
        vm.assertEq(consensus.validatorOfPeerId(second.peerId), second.owner);
        vm.assertEq(consensus.signerOf(second.owner), second.signer);
        IAndeConsensus.ValidatorInfo memory info = consensus.getValidatorInfo(second.owner);
        vm.assertEq(info.stake, MIN_STAKE);
        vm.assertEq(info.rpc, "http://10.0.0.1:8545");
        vm.assertTrue(info.isActive);
    }

    function test_registerValidator_powerIsWhatTheStakeBacks(uint256 stake) public {
        stake = _within(stake, MIN_STAKE, 1_000_000 ether);
        Operator memory who = _join(0, stake);
        vm.assertEq(consensus.powerOf(who.owner), stake / 100 ether);
    }

    function test_registerValidator_revertsIfStakeBelowMinimum(uint256 stake) public {
        stake = _within(stake, 0, MIN_STAKE - 1);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.StakeBelowMinimum.selector, stake, MIN_STAKE));
        consensus.registerValidator(bytes32("p"), "rpc", stake);
    }

    function test_registerValidator_revertsIfPeerIdIsZero() public {
        vm.expectRevert(IAndeConsensus.PeerIdIsZero.selector);
        consensus.registerValidator(0, "rpc", MIN_STAKE);
    }

    function test_registerValidator_revertsIfPeerIdTaken() public {
        Operator memory first = _join(0, MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.PeerIdTaken.selector, first.peerId));
        consensus.registerValidator(first.peerId, "rpc", MIN_STAKE);
    }

    function test_registerValidator_revertsIfRegistered() public {
        Operator memory first = _join(0, MIN_STAKE);
        vm.prank(first.owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.AlreadyRegistered.selector, first.owner));
        consensus.registerValidator(first.peerId, "rpc", MIN_STAKE);
    }

    function test_registerValidator_revertsIfRpcIsEmptyOrLong() public {
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.RpcLengthInvalid.selector, 0));
        consensus.registerValidator(bytes32("p"), "", MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.RpcLengthInvalid.selector, 257));
        consensus.registerValidator(bytes32("p"), string(new bytes(257)), MIN_STAKE);
    }

    function test_registerValidator_revertsIfSetIsFull() public {
        for (uint256 i = 0; i < 20; i++) {
            _join(i, MIN_STAKE);
        }
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SetIsFull.selector, 20));
        consensus.registerValidator(bytes32("p"), "rpc", MIN_STAKE);
    }

    function test_registerValidator_revertsIfCometBftCannotCountThePower() public {
        IAndeConsensus.Parameters memory parameters = _consensusParameters();
        (parameters.minimumStake, parameters.stakePerPower) = (1, 1);
        vm.prank(admin);
        consensus.setParameters(parameters);
        uint256 most = uint256(uint64(type(int64).max)) / 8;
        _fund(address(this), address(consensus), most + 1);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.TotalPowerTooLarge.selector, most + 1, most));
        consensus.registerValidator(bytes32("p"), "rpc", most + 1);
    }

    function test_registerValidator_byManagerCapsThePower() public {
        _fund(manager, address(consensus), MIN_STAKE);
        Operator memory who = _operator(7);
        vm.prank(manager);
        consensus.registerValidator(who.owner, who.peerId, "rpc", MIN_STAKE, 4);
        vm.assertEq(consensus.powerOf(who.owner), 4);
        vm.startPrank(manager);
        consensus.updateValidatorPower(who.owner, 10);
        vm.assertEq(consensus.powerOf(who.owner), 10);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.PowerInvalid.selector, 11, 10));
        consensus.updateValidatorPower(who.owner, 11);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.PowerInvalid.selector, 0, 10));
        consensus.updateValidatorPower(who.owner, 0);
        vm.expectRevert(IStakeVault.AddressIsZero.selector);
        consensus.registerValidator(address(0), who.peerId, "rpc", MIN_STAKE, 4);
        vm.stopPrank();
    }

    function test_deactivateValidator_takesPowerAndPlaceUntilActivated() public {
        Operator memory first = _join(0, MIN_STAKE);
        Operator memory second = _join(1, MIN_STAKE);
        vm.startPrank(manager);
        consensus.deactivateValidator(first.owner);
        vm.assertFalse(consensus.isValidator(first.owner));
        vm.assertEq(consensus.totalVotingPower(), 10);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.LastValidator.selector, second.owner));
        consensus.deactivateValidator(second.owner);
        consensus.activateValidator(first.owner);
        vm.stopPrank();
        vm.assertEq(consensus.totalVotingPower(), 20);
    }

    function test_setSigner_revertsIfItIsTheOwnersKey() public {
        Operator memory who = _join(0, MIN_STAKE);
        vm.startPrank(who.owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignerInvalid.selector, who.owner));
        consensus.setSigner(who.owner, "");
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignerInvalid.selector, address(0)));
        consensus.setSigner(address(0), "");
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignerInvalid.selector, who.signer));
        consensus.setSigner(who.signer, "");
        vm.stopPrank();
    }

    function test_setSigner_revertsWithoutTheSignersConsent() public {
        Operator memory first = _join(0, MIN_STAKE);
        Operator memory other = _operator(9);
        bytes memory byAnother = _sign(first.signerKey, _consentDigest(first.owner));
        vm.prank(first.owner);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.SignatureInvalid.selector, first.signer));
        consensus.setSigner(other.signer, byAnother);
    }

    function test_setSigner_replacesTheKey() public {
        Operator memory first = _join(0, MIN_STAKE);
        Operator memory next = _operator(9);
        bytes memory consent = _sign(next.signerKey, _consentDigest(first.owner));
        vm.prank(first.owner);
        consensus.setSigner(next.signer, consent);
        vm.assertEq(consensus.signerOf(first.owner), next.signer);
        vm.assertEq(consensus.validatorOfSigner(first.signer), first.owner);
    }

    function test_setRpc_onlyForValidators() public {
        Operator memory who = _join(0, MIN_STAKE);
        vm.prank(who.owner);
        consensus.setRpc("http://elsewhere");
        vm.assertEq(consensus.getValidatorInfo(who.owner).rpc, "http://elsewhere");
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.NotAValidator.selector, address(this)));
        consensus.setRpc("http://elsewhere");
    }

    function test_upgrade_keepsWhatWasThere() public {
        Operator memory who = _join(0, MIN_STAKE);
        address next = address(new AndeConsensus());
        vm.startPrank(admin);
        consensus.upgradeToAndCall(next, "");
        consensus.setTreasury(guardian);
        vm.stopPrank();
        vm.assertEq(consensus.treasury(), guardian);
        vm.assertEq(consensus.powerOf(who.owner), 10);
        vm.assertEq(address(consensus.stakeToken()), address(token));
        (uint256 bonded, uint256 leaving) = consensus.totalStake();
        vm.assertEq(bonded + leaving, MIN_STAKE);
    }

    function test_advanceEpoch_afterItsLengthOnly() public {
        vm.assertEq(consensus.currentEpoch(), 1);
        vm.expectRevert(abi.encodeWithSelector(IAndeConsensus.EpochNotOver.selector, 1_999));
        consensus.advanceEpoch();
        vm.roll(2_000);
        consensus.advanceEpoch();
        vm.assertEq(consensus.currentEpoch(), 2);
        (uint256 startBlock, uint256 endBlock,) = consensus.getEpochInfo(1);
        vm.assertEq(startBlock, 1_000);
        vm.assertEq(endBlock, 1_999);
        (startBlock, endBlock,) = consensus.getEpochInfo(2);
        vm.assertEq(startBlock, 2_000);
        vm.assertEq(endBlock, 0);
    }

    function test_proposers_areAskedFromTheCoordinator() public {
        Operator memory who = _joinSequencer(0, MIN_STAKE);
        vm.prank(oracle);
        coordinator.recordBlockProduced(who.owner, 1, 0);
        vm.assertEq(consensus.getCurrentProposer(), who.owner);
        vm.assertEq(consensus.getBlockProducer(block.number + 5), who.owner);
        vm.assertEq(consensus.getBlockProducer(block.number), address(0));
    }

    function test_proposers_areNobodyWithoutACoordinator() public {
        address implementation = address(new AndeConsensus());
        registry = new AndeRegistryWithoutNames();
        AndeConsensus alone = AndeConsensus(_proxy(implementation, _consensusCall()));
        vm.assertEq(alone.getCurrentProposer(), address(0));
        vm.assertEq(alone.getBlockProducer(block.number + 1), address(0));
    }

    function test_gas() public {
        Operator memory who = _join(0, MIN_STAKE);
        vm.snapshotGasLastCall("setSigner");
        _fund(who.owner, address(consensus), 100 ether);
        vm.startPrank(who.owner);
        consensus.increaseStake(100 ether);
        vm.snapshotGasLastCall("increaseStake");
        consensus.requestUnstake(100 ether);
        vm.snapshotGasLastCall("requestUnstake");
        vm.stopPrank();
    }
}

import { AndeRegistry } from "../src/AndeRegistry.sol";

contract AndeRegistryWithoutNames is AndeRegistry {
    constructor() AndeRegistry(msg.sender) { }
}
