// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAndeSequencerCoordinator } from "./IAndeSequencerCoordinator.sol";

/// @title What this chain's own headers prove
/// @notice Headers reach back 8,191 blocks (EIP-2935). Each function reverts unless the header is this chain's.
interface IChainProofs {
    /// @notice Opens the application state's hash, which a header carries as parentBeaconBlockRoot.
    /// @param proof see `LeaseProof`
    /// @return blockNumber of the header
    function readLease(IAndeSequencerCoordinator.LeaseProof calldata proof)
        external
        view
        returns (uint256 blockNumber);

    /// @notice Whether an address is in the text of the list of the failed. The list ends with its first bracket: what
    /// follows, such as the wish of a hand-over, names addresses too.
    /// @param failed as in `LeaseProof`
    /// @param place CometBFT address
    function hasFailed(bytes calldata failed, bytes20 place) external pure returns (bool);

    /// @notice The transaction at an index of a block.
    /// @param header RLP
    /// @param index of the transaction
    /// @param proof nodes of the transactions' trie
    function readInclusion(bytes calldata header, uint256 index, bytes[] calldata proof)
        external
        view
        returns (bytes32 txHash, uint256 blockNumber);

    /// @notice An account after a block.
    /// @param header RLP
    /// @param account its address
    /// @param proof nodes of the state trie
    function readAccount(bytes calldata header, address account, bytes[] calldata proof)
        external
        view
        returns (uint256 nonce, uint256 balanceWei, uint256 blockNumber);

    /// @notice Reads a signed EIP-1559 transaction, and refuses what no honest holder could include now: another
    /// chain, a bad signature, too little gas, fee or balance; also creations and access lists, whose gas it does not count.
    /// @param transaction as in eth_sendRawTransaction
    /// @return sender who signed it
    /// @return nonce of it
    /// @return leastBalanceWei that the sender needs
    function readTransaction(bytes calldata transaction)
        external
        view
        returns (address sender, uint256 nonce, uint256 leastBalanceWei);
}
