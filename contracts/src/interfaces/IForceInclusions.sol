// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Transactions that a holder must include
interface IForceInclusions {
    /// @notice A forced transaction that waits.
    /// @param txHash its hash
    /// @param requester who paid the bond
    /// @param sender who signed the transaction
    /// @param nonce of the transaction
    /// @param leastBalanceWei that the sender needs for it to be includable
    /// @param requestedAt block of the request
    struct ForceInclusion {
        bytes32 txHash;
        address requester;
        address sender;
        uint256 nonce;
        uint256 leastBalanceWei;
        uint256 requestedAt;
        uint256 bond;
    }

    /// @notice The transaction could not be included as it is.
    /// @param reason which rule it breaks
    error TransactionInvalid(string reason);
    /// @notice The transaction waits already, or is settled.
    /// @param txHash its hash
    error AlreadyRequested(bytes32 txHash);
    /// @notice No such transaction waits.
    /// @param txHash its hash
    error NotPending(bytes32 txHash);
    /// @notice Too many transactions wait.
    /// @param maximum that may
    error QueueIsFull(uint256 maximum);
    /// @notice The proof does not show what it must.
    error ProofInvalid();

    /// @notice A transaction must be included; its text is in the call's data.
    event ForceInclusionRequested(bytes32 indexed txHash, address indexed requester, uint256 deadline);
    /// @notice It was.
    event ForceInclusionCompleted(bytes32 indexed txHash, uint256 indexed blockNumber);
    /// @notice It could not be, by its own sender's doing.
    event ForceInclusionDismissed(bytes32 indexed txHash, string reason);
    /// @notice It was not, and the holder was slashed for it, once.
    event ForceInclusionMissed(bytes32 indexed txHash, address indexed sequencer);

    /// @notice Asks that a signed transaction be included. It comes whole, so that every node can include it and the
    /// contract can see that it is one: chain, signature, fee, gas and balance. The bond comes back unless the sender
    /// made it impossible to include.
    /// @param transaction EIP-1559 transaction, as in eth_sendRawTransaction
    function requestForceInclusion(bytes calldata transaction) external;

    /// @notice Shows that a forced transaction was included; anyone.
    /// @param txHash its hash
    /// @param header RLP of the block
    /// @param index of the transaction in the block
    /// @param proof nodes of the transactions' trie
    function markForceInclusionCompleted(
        bytes32 txHash,
        bytes calldata header,
        uint256 index,
        bytes[] calldata proof
    ) external;

    /// @notice Shows that a forced transaction can no longer be included: its sender used the nonce for another one,
    /// or has not the balance. The bond goes to the treasury.
    /// @param txHash its hash
    /// @param header RLP of a block since the request
    /// @param proof nodes of the state trie for the sender's account
    function dismissForceInclusion(bytes32 txHash, bytes calldata header, bytes[] calldata proof) external;

    /// @notice Slashes the holder 5 % for each forced transaction that it had 50 blocks of its proven lease to include,
    /// and 10 more to show that it did, and closes the request; anyone. Two proofs of one lease tell that the holder had
    /// it all along.
    function checkForceInclusionTimeout() external;

    /// @notice Forced transactions that wait.
    function getPendingForceInclusions() external view returns (ForceInclusion[] memory);

    /// @notice Bonds of waiting requests, in base units; held beside the stake.
    function totalBonds() external view returns (uint256);
}
