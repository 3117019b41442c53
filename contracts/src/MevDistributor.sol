// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IMevDistributor } from "./interfaces/IMevDistributor.sol";

/// @title Splits what comes in, to the wei
contract MevDistributor is IMevDistributor, Ownable {
    using SafeERC20 for IERC20;

    uint256 private constant FULL_BPS = 10_000;
    uint256 private constant MAX_RECIPIENTS = 16;
    address private constant NATIVE = address(0);

    Share[] private _shares;
    mapping(address asset => uint256) private _totalCredit;
    mapping(address asset => mapping(address recipient => uint256)) private _credits;

    /// @param owner changes the shares: the timelock, or one key on local
    /// @param shares the first list
    constructor(address owner, Share[] memory shares) Ownable(owner) {
        _setShares(shares);
    }

    /// @notice Takes the native token from whoever sends it; blocks' fees need no call at all.
    receive() external payable { }

    /// @inheritdoc IMevDistributor
    function setShares(Share[] calldata shares, address[] calldata tokens) external onlyOwner {
        distribute();
        for (uint256 i = 0; i < tokens.length; i++) {
            distributeToken(tokens[i]);
        }
        _setShares(shares);
    }

    /// @inheritdoc IMevDistributor
    function withdraw(address asset, address recipient) external returns (uint256 amount) {
        amount = _credits[asset][recipient];
        if (amount == 0) revert NothingToWithdraw(asset, recipient);
        _credits[asset][recipient] = 0;
        _totalCredit[asset] -= amount;
        emit Withdrawn(asset, recipient, amount);
        if (asset != NATIVE) {
            IERC20(asset).safeTransfer(recipient, amount);
            return amount;
        }
        (bool isTaken,) = recipient.call{ value: amount }("");
        if (!isTaken) revert TransferFailed(recipient);
    }

    /// @inheritdoc IMevDistributor
    function getShares() external view returns (Share[] memory) {
        return _shares;
    }

    /// @inheritdoc IMevDistributor
    function creditOf(address asset, address recipient) external view returns (uint256) {
        return _credits[asset][recipient];
    }

    /// @inheritdoc IMevDistributor
    function distribute() public returns (uint256) {
        return _credit(NATIVE, address(this).balance);
    }

    /// @inheritdoc IMevDistributor
    function distributeToken(address token) public returns (uint256) {
        return _credit(token, IERC20(token).balanceOf(address(this)));
    }

    function _credit(address asset, uint256 balance) private returns (uint256 amount) {
        amount = balance - _totalCredit[asset];
        if (amount == 0) return 0;
        _totalCredit[asset] = balance;
        uint256 rest = amount;
        for (uint256 i = _shares.length - 1; i > 0; i--) {
            uint256 part = amount * _shares[i].basisPoints / FULL_BPS;
            rest -= part;
            _creditOne(asset, _shares[i].recipient, part);
        }
        _creditOne(asset, _shares[0].recipient, rest);
    }

    function _creditOne(address asset, address recipient, uint256 amount) private {
        _credits[asset][recipient] += amount;
        emit Credited(asset, recipient, amount);
    }

    function _setShares(Share[] memory shares) private {
        delete _shares;
        uint256 sum = 0;
        bool isValid = shares.length > 0 && shares.length <= MAX_RECIPIENTS;
        for (uint256 i = 0; isValid && i < shares.length; i++) {
            isValid = shares[i].recipient != address(0) && shares[i].basisPoints > 0;
            for (uint256 j = 0; j < i; j++) {
                isValid = isValid && shares[j].recipient != shares[i].recipient;
            }
            sum += shares[i].basisPoints;
            _shares.push(shares[i]);
        }
        if (!isValid || sum != FULL_BPS) revert SharesInvalid(sum);
        emit SharesSet(shares);
    }
}
