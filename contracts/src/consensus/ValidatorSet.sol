// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { IAndeConsensus } from "../interfaces/IAndeConsensus.sol";
import { StakeVault } from "../stake/StakeVault.sol";

/// @title Who is registered, who is active, and with how much power
/// @dev Power is never set: `_refresh` finds it from stake, cap, jail and parameters after each change of one of them.
abstract contract ValidatorSet is IAndeConsensus, StakeVault {
    using EnumerableSet for EnumerableSet.AddressSet;

    struct Validator {
        address signer;
        bytes32 peerId;
        string rpc;
        uint256 power;
        uint256 powerCap;
        uint256 registeredAt;
        uint256 jailedUntil;
        bool isDeactivated;
        bool isTombstoned;
    }

    /// @custom:storage-location erc7201:cordillera.storage.ValidatorSet
    struct ValidatorSetStorage {
        Parameters parameters;
        EnumerableSet.AddressSet registered;
        EnumerableSet.AddressSet active;
        uint256 totalPower;
        uint256 epoch;
        mapping(address owner => Validator) validators;
        mapping(bytes32 peerId => address) ownerOfPeerId;
        mapping(address signer => address) ownerOfSigner;
    }

    /// @dev CometBFT: MaxTotalVotingPower.
    uint256 internal constant MAX_TOTAL_POWER = uint256(uint64(type(int64).max)) / 8;
    uint256 private constant MAX_RPC_BYTES = 256;
    uint256 private constant MAX_VALIDATORS = 100;

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.ValidatorSet")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant VALIDATOR_SET_SLOT =
        0x26df4253963d1c45444689ce34a847490c2d3954e0fc1f76b62b25fe420a2c00;

    /// @inheritdoc IAndeConsensus
    function getActiveValidators() public view returns (address[] memory) {
        return _set().active.values();
    }

    /// @inheritdoc IAndeConsensus
    function getActiveValidatorsCount() external view returns (uint256) {
        return _set().active.length();
    }

    /// @inheritdoc IAndeConsensus
    function getRegisteredValidators() external view returns (address[] memory) {
        return _set().registered.values();
    }

    /// @inheritdoc IAndeConsensus
    function getValidatorSet()
        external
        view
        returns (
            address[] memory validators,
            bytes32[] memory peerIds,
            address[] memory signers,
            uint256[] memory powers
        )
    {
        validators = getActiveValidators();
        peerIds = new bytes32[](validators.length);
        signers = new address[](validators.length);
        powers = new uint256[](validators.length);
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage each = _set().validators[validators[i]];
            (peerIds[i], signers[i], powers[i]) = (each.peerId, each.signer, each.power);
        }
    }

    /// @inheritdoc IAndeConsensus
    function getValidatorInfo(address validator) external view returns (ValidatorInfo memory info) {
        Validator storage each = _registered(validator);
        info.owner = validator;
        info.signer = each.signer;
        info.peerId = each.peerId;
        info.rpc = each.rpc;
        (info.stake, info.leaving, info.claimableAt) = stakeOf(validator);
        info.power = each.power;
        info.powerCap = each.powerCap;
        info.registeredAt = each.registeredAt;
        info.isActive = isValidator(validator);
        info.isDeactivated = each.isDeactivated;
        info.isTombstoned = each.isTombstoned;
        info.jailedUntil = each.jailedUntil;
    }

    /// @inheritdoc IAndeConsensus
    function isValidator(address account) public view returns (bool) {
        return _set().active.contains(account);
    }

    /// @inheritdoc IAndeConsensus
    function powerOf(address validator) public view returns (uint256) {
        return _set().validators[validator].power;
    }

    /// @inheritdoc IAndeConsensus
    function signerOf(address validator) external view returns (address) {
        return _set().validators[validator].signer;
    }

    /// @inheritdoc IAndeConsensus
    function peerIdOf(address validator) external view returns (bytes32) {
        return _set().validators[validator].peerId;
    }

    /// @inheritdoc IAndeConsensus
    function validatorOfSigner(address signer) public view returns (address) {
        return _set().ownerOfSigner[signer];
    }

    /// @inheritdoc IAndeConsensus
    function validatorOfPeerId(bytes32 peerId) external view returns (address) {
        return _set().ownerOfPeerId[peerId];
    }

    /// @inheritdoc IAndeConsensus
    function totalVotingPower() public view returns (uint256) {
        return _set().totalPower;
    }

    /// @inheritdoc IAndeConsensus
    function currentEpoch() public view returns (uint256) {
        return _set().epoch;
    }

    /// @inheritdoc IAndeConsensus
    function getParameters() external view returns (Parameters memory) {
        return _set().parameters;
    }

    struct Registration {
        address payer;
        address validator;
        bytes32 peerId;
        string rpc;
        uint256 stake;
        uint256 powerCap;
    }

    function _register(Registration memory given) internal {
        ValidatorSetStorage storage set = _set();
        Validator storage validator = set.validators[given.validator];
        if (validator.isTombstoned) revert Tombstoned(given.validator);
        _checkPeerId(given);
        if (given.stake < set.parameters.minimumStake) {
            revert StakeBelowMinimum(given.stake, set.parameters.minimumStake);
        }
        if (!set.registered.add(given.validator)) revert AlreadyRegistered(given.validator);
        if (set.registered.length() > set.parameters.maximumValidators) {
            revert SetIsFull(set.parameters.maximumValidators);
        }
        delete set.ownerOfPeerId[validator.peerId];
        set.ownerOfPeerId[given.peerId] = given.validator;
        validator.peerId = given.peerId;
        validator.powerCap = given.powerCap;
        validator.registeredAt = block.number;
        _setRpc(given.validator, given.rpc);
        emit ValidatorRegistered(given.validator, given.peerId, given.rpc, given.stake);
        _bond(given.payer, given.validator, given.stake);
        _refresh(given.validator);
    }

    function _setRpc(address validator, string memory rpc) internal {
        uint256 length = bytes(rpc).length;
        if (length == 0 || length > MAX_RPC_BYTES) revert RpcLengthInvalid(length);
        _registered(validator).rpc = rpc;
        emit RpcSet(validator, rpc);
    }

    function _unregister(address validator) internal {
        bytes32 peerId = _registered(validator).peerId;
        _checkNotLast(validator);
        (uint256 bonded,,) = stakeOf(validator);
        if (bonded > 0) _unbond(validator, bonded, _set().parameters.withdrawalDelaySeconds);
        _set().registered.remove(validator);
        emit ValidatorUnregistered(validator, peerId);
        _refresh(validator);
    }

    function _capPower(address validator, uint256 power) internal {
        _registered(validator);
        uint256 backed = _backedPower(validator);
        if (power == 0 || power > backed) revert PowerInvalid(power, backed);
        _set().validators[validator].powerCap = power;
        _refresh(validator);
    }

    /// @dev Power is what stake, cap, jail and parameters make of it; the set is told when it changed.
    function _refresh(address validator) internal {
        if (_refreshQuietly(validator)) _announceSet();
    }

    function _refreshQuietly(address validator) internal returns (bool isChanged) {
        ValidatorSetStorage storage set = _set();
        Validator storage each = set.validators[validator];
        uint256 before = each.power;
        uint256 power = _deservedPower(validator);
        if (power == before) return false;
        each.power = power;
        set.totalPower = set.totalPower - before + power;
        if (set.totalPower > MAX_TOTAL_POWER) revert TotalPowerTooLarge(set.totalPower, MAX_TOTAL_POWER);
        if (before == 0) {
            set.active.add(validator);
            _onActivated(validator);
        }
        if (power == 0) set.active.remove(validator);
        return true;
    }

    function _announceSet() internal {
        address[] memory validators = getActiveValidators();
        uint256[] memory powers = new uint256[](validators.length);
        for (uint256 i = 0; i < validators.length; i++) {
            powers[i] = powerOf(validators[i]);
        }
        emit ValidatorSetUpdated(currentEpoch(), validators, powers, totalVotingPower());
    }

    function _setParameters(Parameters memory given) internal {
        if (given.stakePerPower == 0) revert ParameterInvalid("stakePerPower");
        if (given.minimumStake < given.stakePerPower) revert ParameterInvalid("minimumStake");
        if (given.withdrawalDelaySeconds == 0) revert ParameterInvalid("withdrawalDelaySeconds");
        if (given.epochBlocks == 0) revert ParameterInvalid("epochBlocks");
        ValidatorSetStorage storage set = _set();
        if (given.maximumValidators > MAX_VALIDATORS || given.maximumValidators < set.registered.length()) {
            revert ParameterInvalid("maximumValidators");
        }
        bool wasEmpty = set.active.length() == 0;
        set.parameters = given;
        emit ParametersSet(given);
        bool isChanged = false;
        for (uint256 i = 0; i < set.registered.length(); i++) {
            isChanged = _refreshQuietly(set.registered.at(i)) || isChanged;
        }
        if (!wasEmpty && set.active.length() == 0) revert ParameterInvalid("minimumStake");
        if (isChanged) _announceSet();
    }

    function _checkNotLast(address validator) internal view {
        if (isValidator(validator) && _set().active.length() == 1) revert LastValidator(validator);
    }

    function _registered(address validator) internal view returns (Validator storage) {
        if (!_set().registered.contains(validator)) revert NotAValidator(validator);
        return _set().validators[validator];
    }

    /// @dev What else begins when a validator enters the active set.
    function _onActivated(address validator) internal virtual;

    // The consensus key of one who left is free once no evidence against it can reach stake any more.
    function _onClaim(address owner) internal override {
        Validator storage validator = _set().validators[owner];
        if (_set().registered.contains(owner) || validator.isTombstoned) return;
        delete _set().ownerOfPeerId[validator.peerId];
        delete validator.peerId;
    }

    function _set() internal pure returns (ValidatorSetStorage storage set) {
        assembly {
            set.slot := VALIDATOR_SET_SLOT
        }
    }

    function _checkPeerId(Registration memory given) private view {
        if (given.peerId == 0) revert PeerIdIsZero();
        address holder = _set().ownerOfPeerId[given.peerId];
        if (holder != address(0) && holder != given.validator) revert PeerIdTaken(given.peerId);
    }

    function _deservedPower(address validator) private view returns (uint256) {
        ValidatorSetStorage storage set = _set();
        Validator storage each = set.validators[validator];
        (uint256 bonded,,) = stakeOf(validator);
        if (!set.registered.contains(validator) || bonded < set.parameters.minimumStake) return 0;
        if (each.isDeactivated || each.isTombstoned || each.jailedUntil != 0) return 0;
        return Math.min(_backedPower(validator), each.powerCap);
    }

    function _backedPower(address validator) private view returns (uint256) {
        (uint256 bonded,,) = stakeOf(validator);
        return bonded / _set().parameters.stakePerPower;
    }
}
