// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { ChainTest } from "./ChainTest.sol";

/// @title Three sequencers among whom the lease goes round
abstract contract LeaseTest is ChainTest {
    /// @dev In the order of their CometBFT addresses.
    Operator[3] internal operators;

    function setUp() public virtual override {
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

    function _prove(uint256 number, uint256 epoch, uint256 holder, bytes memory failed) internal {
        coordinator.proveLease(_leaseProof(number, epoch, _place(operators[holder]), failed));
    }
}
