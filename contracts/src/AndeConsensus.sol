// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AccessControlUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import { PausableUpgradeable } from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Slashing } from "./consensus/Slashing.sol";
import { IAndeConsensus } from "./interfaces/IAndeConsensus.sol";
import { IAndeRegistry } from "./interfaces/IAndeRegistry.sol";
import { IAndeSequencerCoordinator } from "./interfaces/IAndeSequencerCoordinator.sol";

/// @title Who validates, with how much power
contract AndeConsensus is Slashing, AccessControlUpgradeable, PausableUpgradeable, UUPSUpgradeable {
    struct Epoch {
        uint256 startBlock;
        uint256 endBlock;
        uint256 finalizedBefore;
        uint256 finalizedBlocks;
    }

    /// @custom:storage-location erc7201:cordillera.storage.AndeConsensus
    struct AndeConsensusStorage {
        IAndeRegistry registry;
        mapping(uint256 epoch => Epoch) epochs;
    }

    /// @notice May register others, cap their power, and take them out of the set.
    bytes32 public constant VALIDATOR_MANAGER_ROLE = keccak256("VALIDATOR_MANAGER_ROLE");
    /// @notice May pause, without the admin's delay.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    bytes32 private constant CONSENT_TYPE = keccak256("SignerConsent(address validator)");
    bytes32 private constant COORDINATOR = "AndeSequencerCoordinator";

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.AndeConsensus")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant CONSENSUS_SLOT =
        0x724d75b873edba7a7f0597ea5992e46933a1012b69be7a31fc2bd5fa1ef85900;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IAndeConsensus
    function initialize(
        address admin,
        address token,
        address registry,
        address treasury_,
        Parameters calldata parameters
    ) external initializer {
        if (admin == address(0) || registry == address(0)) revert AddressIsZero();
        __AccessControl_init();
        __Pausable_init();
        __EIP712_init("AndeConsensus", "1");
        _initializeVault(token, treasury_);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _setParameters(parameters);
        _own().registry = IAndeRegistry(registry);
        _startEpoch(1);
    }

    /// @inheritdoc IAndeConsensus
    function registerValidator(bytes32 peerId, string calldata rpc, uint256 stake) external whenNotPaused {
        _register(Registration(msg.sender, msg.sender, peerId, rpc, stake, type(uint256).max));
    }

    /// @inheritdoc IAndeConsensus
    function registerValidator(
        address validator,
        bytes32 peerId,
        string calldata rpc,
        uint256 stake,
        uint256 power
    ) external whenNotPaused onlyRole(VALIDATOR_MANAGER_ROLE) {
        if (validator == address(0)) revert AddressIsZero();
        _register(Registration(msg.sender, validator, peerId, rpc, stake, type(uint256).max));
        _capPower(validator, power);
    }

    /// @inheritdoc IAndeConsensus
    function setSigner(address signer, bytes calldata consent) external {
        Validator storage validator = _registered(msg.sender);
        bool isUsable =
            signer != address(0) && signer != msg.sender && validatorOfSigner(signer) == address(0);
        if (!isUsable) revert SignerInvalid(signer);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPE, msg.sender)));
        address recovered = ECDSA.recover(digest, consent);
        if (recovered != signer) revert SignatureInvalid(recovered);
        address previous = validator.signer;
        validator.signer = signer;
        _set().ownerOfSigner[signer] = msg.sender;
        emit SignerSet(msg.sender, previous, signer);
    }

    /// @inheritdoc IAndeConsensus
    function setRpc(string calldata rpc) external {
        _setRpc(msg.sender, rpc);
    }

    /// @inheritdoc IAndeConsensus
    function increaseStake(uint256 amount) external whenNotPaused {
        _registered(msg.sender);
        _bond(msg.sender, msg.sender, amount);
        _refresh(msg.sender);
    }

    /// @inheritdoc IAndeConsensus
    function requestUnstake(uint256 amount) external {
        _registered(msg.sender);
        _unbond(msg.sender, amount, _set().parameters.withdrawalDelaySeconds);
        (uint256 bonded,,) = stakeOf(msg.sender);
        uint256 minimum = _set().parameters.minimumStake;
        if (bonded < minimum) revert StakeBelowMinimum(bonded, minimum);
        _refresh(msg.sender);
    }

    /// @inheritdoc IAndeConsensus
    function unregisterValidator() external {
        _unregister(msg.sender);
    }

    /// @inheritdoc IAndeConsensus
    function updateValidatorPower(address validator, uint256 power)
        external
        onlyRole(VALIDATOR_MANAGER_ROLE)
    {
        _capPower(validator, power);
    }

    /// @inheritdoc IAndeConsensus
    function deactivateValidator(address validator) external onlyRole(VALIDATOR_MANAGER_ROLE) {
        _checkNotLast(validator);
        _registered(validator).isDeactivated = true;
        _refresh(validator);
    }

    /// @inheritdoc IAndeConsensus
    function activateValidator(address validator) external onlyRole(VALIDATOR_MANAGER_ROLE) {
        _registered(validator).isDeactivated = false;
        _refresh(validator);
    }

    /// @inheritdoc IAndeConsensus
    function proposeBlock(uint256 blockNumber, bytes32 blockHash, bytes calldata signature)
        external
        whenNotPaused
    {
        _propose(blockNumber, blockHash, signature);
        address leader = getCurrentProposer();
        emit ProposerSelected(blockNumber, leader, SafeCast.toInt256(powerOf(leader)));
    }

    /// @inheritdoc IAndeConsensus
    function attestBlock(uint256 blockNumber, bytes32 blockHash, bytes calldata signature)
        external
        whenNotPaused
    {
        _attest(blockNumber, blockHash, signature);
    }

    /// @inheritdoc IAndeConsensus
    function unjailValidator(address validator) external {
        Validator storage each = _registered(validator);
        if (msg.sender != validator) revert NotAValidator(msg.sender);
        uint256 until = each.jailedUntil;
        if (until == 0 || block.number < until) revert CannotUnjail(validator, until);
        (uint256 bonded,,) = stakeOf(validator);
        uint256 minimum = _set().parameters.minimumStake;
        if (bonded < minimum) revert StakeBelowMinimum(bonded, minimum);
        each.jailedUntil = 0;
        emit ValidatorUnjailed(validator);
        _refresh(validator);
    }

    /// @inheritdoc IAndeConsensus
    function advanceEpoch() external {
        uint256 epoch = currentEpoch();
        Epoch storage current = _own().epochs[epoch];
        uint256 endBlock = current.startBlock + _set().parameters.epochBlocks - 1;
        if (block.number <= endBlock) revert EpochNotOver(endBlock);
        current.endBlock = block.number - 1;
        current.finalizedBlocks = _finalizedCount() - current.finalizedBefore;
        emit EpochEnded(epoch, current.endBlock, current.finalizedBlocks);
        _startEpoch(epoch + 1);
    }

    /// @inheritdoc IAndeConsensus
    function pause() external onlyRole(GUARDIAN_ROLE) {
        _pause();
    }

    /// @inheritdoc IAndeConsensus
    function unpause() external onlyRole(GUARDIAN_ROLE) {
        _unpause();
    }

    /// @inheritdoc IAndeConsensus
    function setParameters(Parameters calldata parameters) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setParameters(parameters);
    }

    /// @inheritdoc IAndeConsensus
    function setTreasury(address treasury_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setTreasury(treasury_);
    }

    /// @inheritdoc IAndeConsensus
    function getBlockProducer(uint256 blockNumber) external view returns (address) {
        if (blockNumber <= block.number) return _proposerOf(blockNumber);
        IAndeSequencerCoordinator coordinator = _coordinator();
        return address(coordinator) == address(0) ? address(0) : coordinator.leaderAt(blockNumber);
    }

    /// @inheritdoc IAndeConsensus
    function getEpochInfo(uint256 epoch)
        external
        view
        returns (uint256 startBlock, uint256 endBlock, uint256 finalizedBlocks)
    {
        Epoch storage one = _own().epochs[epoch];
        bool isRunning = epoch == currentEpoch();
        finalizedBlocks = isRunning ? _finalizedCount() - one.finalizedBefore : one.finalizedBlocks;
        return (one.startBlock, one.endBlock, finalizedBlocks);
    }

    /// @inheritdoc IAndeConsensus
    function getCurrentProposer() public view returns (address) {
        IAndeSequencerCoordinator coordinator = _coordinator();
        return address(coordinator) == address(0) ? address(0) : coordinator.currentLeader();
    }

    function _authorizeUpgrade(address) internal override onlyRole(DEFAULT_ADMIN_ROLE) { }

    function _startEpoch(uint256 epoch) private {
        _set().epoch = epoch;
        _own().epochs[epoch] = Epoch(block.number, 0, _finalizedCount(), 0);
        emit EpochStarted(epoch, block.number, totalVotingPower());
    }

    // The coordinator needs this contract first: until the registry knows it, there is no lease.
    function _coordinator() private view returns (IAndeSequencerCoordinator) {
        try _own().registry.contractOf(COORDINATOR) returns (address found) {
            return IAndeSequencerCoordinator(found);
        } catch {
            return IAndeSequencerCoordinator(address(0));
        }
    }

    function _own() private pure returns (AndeConsensusStorage storage own) {
        assembly {
            own.slot := CONSENSUS_SLOT
        }
    }
}
