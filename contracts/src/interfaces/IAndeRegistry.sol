// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Where the network's contracts are, and how far the network has grown
interface IAndeRegistry {
    /// @notice How many independent parties order blocks; only ever grows.
    enum Phase {
        GENESIS,
        DUAL,
        MULTI,
        DECENTRALIZED
    }

    /// @notice A name or address was zero.
    error EntryIsZero();

    /// @notice No contract has this name.
    /// @param name as given
    error NameUnknown(bytes32 name);

    /// @notice A phase begins at a block that has not come.
    /// @param phase asked for
    /// @param fromBlock its first possible block
    error PhaseTooEarly(Phase phase, uint256 fromBlock);

    /// @notice The last phase has no successor.
    error PhaseIsLast();

    /// @notice A name points elsewhere.
    /// @param name ASCII, left-aligned, such as `AndeConsensus`
    /// @param previous address until now, zero at first
    /// @param current address from now on
    event ContractSet(bytes32 indexed name, address indexed previous, address indexed current);

    /// @notice The network is in its next phase.
    /// @param phase from now on
    event PhaseAdvanced(Phase indexed phase);

    /// @notice Points a name at a contract; only the admin.
    /// @param name ASCII, left-aligned
    /// @param target the contract
    function setContract(bytes32 name, address target) external;

    /// @notice Takes the step to the next phase; only the admin, not before the phase's first block.
    function advancePhase() external;

    /// @notice The contract of this name. Reverts where there is none.
    function contractOf(bytes32 name) external view returns (address);

    /// @notice All names that were ever set, in the order of their setting.
    function names() external view returns (bytes32[] memory);

    /// @notice The phase now.
    function currentPhase() external view returns (Phase);

    /// @notice First block in which `phase` may begin.
    function phaseFromBlock(Phase phase) external view returns (uint256);
}
