// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { IStakeVault } from "../interfaces/IStakeVault.sol";

/// @title Stake that a slash can still reach
abstract contract StakeVault is IStakeVault {
    using SafeERC20 for IERC20;

    struct Account {
        uint256 bonded;
        uint256 leaving;
        uint256 claimableAt;
    }

    /// @custom:storage-location erc7201:cordillera.storage.StakeVault
    struct StakeVaultStorage {
        IERC20 token;
        address treasury;
        uint256 totalBonded;
        uint256 totalLeaving;
        mapping(address account => Account) accounts;
    }

    uint256 internal constant FULL_BPS = 10_000;

    // keccak256(abi.encode(uint256(keccak256("cordillera.storage.StakeVault")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STAKE_VAULT_SLOT =
        0xa7387961897a1489525d4b4c023e19be12d4a8389b2fce841d2670b491be4400;

    /// @inheritdoc IStakeVault
    function claimStake() external {
        Account storage account = _vault().accounts[msg.sender];
        uint256 amount = account.leaving;
        if (amount == 0) revert NothingToClaim(msg.sender);
        if (block.timestamp < account.claimableAt) revert StakeStillLocked(msg.sender, account.claimableAt);
        account.leaving = 0;
        account.claimableAt = 0;
        _vault().totalLeaving -= amount;
        _onClaim(msg.sender);
        emit StakeClaimed(msg.sender, amount);
        _vault().token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function stakeToken() public view returns (IERC20) {
        return _vault().token;
    }

    /// @inheritdoc IStakeVault
    function treasury() public view returns (address) {
        return _vault().treasury;
    }

    /// @inheritdoc IStakeVault
    function stakeOf(address owner)
        public
        view
        returns (uint256 bonded, uint256 leaving, uint256 claimableAt)
    {
        Account storage account = _vault().accounts[owner];
        return (account.bonded, account.leaving, account.claimableAt);
    }

    /// @inheritdoc IStakeVault
    function totalStake() public view returns (uint256 bonded, uint256 leaving) {
        return (_vault().totalBonded, _vault().totalLeaving);
    }

    function _initializeVault(address token, address treasury_) internal {
        if (token == address(0)) revert AddressIsZero();
        _vault().token = IERC20(token);
        _setTreasury(treasury_);
    }

    function _setTreasury(address treasury_) internal {
        if (treasury_ == address(0)) revert AddressIsZero();
        _vault().treasury = treasury_;
        emit TreasurySet(treasury_);
    }

    function _bond(address payer, address owner, uint256 amount) internal {
        _vault().accounts[owner].bonded += amount;
        _vault().totalBonded += amount;
        emit StakeAdded(owner, amount);
        _vault().token.safeTransferFrom(payer, address(this), amount);
    }

    function _unbond(address owner, uint256 amount, uint256 delaySeconds) internal {
        Account storage account = _vault().accounts[owner];
        if (amount == 0 || amount > account.bonded) revert StakeTooSmall(owner, amount, account.bonded);
        account.bonded -= amount;
        account.leaving += amount;
        account.claimableAt = block.timestamp + delaySeconds;
        _vault().totalBonded -= amount;
        _vault().totalLeaving += amount;
        emit UnstakeRequested(owner, amount, account.claimableAt);
    }

    // Rounded up: a fraction of one base unit is the offender's loss.
    function _takeStake(address owner, uint256 basisPoints) internal returns (uint256 amount) {
        Account storage account = _vault().accounts[owner];
        uint256 fromBonded = Math.mulDiv(account.bonded, basisPoints, FULL_BPS, Math.Rounding.Ceil);
        uint256 fromLeaving = Math.mulDiv(account.leaving, basisPoints, FULL_BPS, Math.Rounding.Ceil);
        account.bonded -= fromBonded;
        account.leaving -= fromLeaving;
        _vault().totalBonded -= fromBonded;
        _vault().totalLeaving -= fromLeaving;
        amount = fromBonded + fromLeaving;
        if (amount > 0) _vault().token.safeTransfer(_vault().treasury, amount);
    }

    /// @dev What else ends when the last stake of `owner` is paid out.
    function _onClaim(address owner) internal virtual;

    function _vault() private pure returns (StakeVaultStorage storage vault) {
        assembly {
            vault.slot := STAKE_VAULT_SLOT
        }
    }
}
