// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import { IAccessControl } from "@openzeppelin/contracts/access/IAccessControl.sol";
import { AndeConsensus } from "../../src/AndeConsensus.sol";
import { AndeRegistry } from "../../src/AndeRegistry.sol";
import { AndeSequencerCoordinator } from "../../src/AndeSequencerCoordinator.sol";
import { AndeToken } from "../../src/AndeToken.sol";
import { ProxyFactory } from "../../src/deploy/ProxyFactory.sol";
import { IAndeConsensus } from "../../src/interfaces/IAndeConsensus.sol";
import { IAndeSequencerCoordinator } from "../../src/interfaces/IAndeSequencerCoordinator.sol";
import { TestBase } from "./TestBase.sol";

/// @title All contracts behind their proxies, as they are deployed, and operators who join
abstract contract NetworkTest is TestBase {
    struct Operator {
        address owner;
        address signer;
        uint256 signerKey;
        bytes32 peerId;
    }

    uint256 internal constant MIN_STAKE = 1_000 ether;
    uint64 internal constant DELAY = 7 days;
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    ProxyFactory internal proxies;
    AndeToken internal token;
    AndeRegistry internal registry;
    AndeConsensus internal consensus;
    AndeSequencerCoordinator internal coordinator;
    address internal admin;
    address internal guardian;
    address internal manager;
    address internal oracle;
    address internal treasury;
    address internal emergency;
    uint256 private _proxyCount;

    function setUp() public virtual {
        (admin,) = _account("admin");
        (guardian,) = _account("guardian");
        (manager,) = _account("manager");
        (oracle,) = _account("oracle");
        (treasury,) = _account("treasury");
        (emergency,) = _account("emergency");
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        vm.startPrank(admin);
        token = new AndeToken(admin, 1_000_000_000 ether);
        token.grantRole(token.MINTER_ROLE(), admin);
        token.setMintAllowance(admin, type(uint256).max);
        registry = new AndeRegistry(admin);
        proxies = new ProxyFactory();
        consensus = AndeConsensus(_proxy(address(new AndeConsensus()), _consensusCall()));
        coordinator =
            AndeSequencerCoordinator(_proxy(address(new AndeSequencerCoordinator()), _coordinatorCall()));
        registry.setContract("AndeSequencerCoordinator", address(coordinator));
        consensus.grantRole(consensus.VALIDATOR_MANAGER_ROLE(), manager);
        consensus.grantRole(consensus.GUARDIAN_ROLE(), guardian);
        coordinator.grantRole(coordinator.GUARDIAN_ROLE(), guardian);
        coordinator.grantRole(coordinator.ORACLE_ROLE(), oracle);
        vm.stopPrank();
    }

    function _proxy(address implementation, bytes memory call) internal returns (address) {
        _proxyCount += 1;
        return proxies.deploy(bytes32(_proxyCount), implementation, call);
    }

    function _consensusParameters() internal pure returns (IAndeConsensus.Parameters memory) {
        return IAndeConsensus.Parameters(MIN_STAKE, 100 ether, DELAY, 1_000, 20);
    }

    function _coordinatorParameters() internal pure returns (IAndeSequencerCoordinator.Parameters memory) {
        return IAndeSequencerCoordinator.Parameters(MIN_STAKE, DELAY, 7 days, 100, 10, 50, 10 ether);
    }

    function _consensusCall() internal view returns (bytes memory) {
        return abi.encodeCall(
            IAndeConsensus.initialize,
            (admin, address(token), address(registry), treasury, _consensusParameters())
        );
    }

    function _coordinatorCall() internal view returns (bytes memory) {
        return abi.encodeCall(
            IAndeSequencerCoordinator.initialize,
            (admin, address(token), emergency, address(consensus), treasury, _coordinatorParameters())
        );
    }

    function _operator(uint256 index) internal pure returns (Operator memory who) {
        string memory number = vm.toString(index);
        (who.owner,) = _account(string.concat("owner", number));
        (who.signer, who.signerKey) = _account(string.concat("signer", number));
        who.peerId = keccak256(bytes(string.concat("peer", number)));
    }

    function _fund(address account, address spender, uint256 amount) internal {
        vm.prank(admin);
        token.mint(account, amount);
        vm.prank(account);
        token.approve(spender, amount);
    }

    /// @dev Registers the operator and its hot key.
    function _join(uint256 index, uint256 stake) internal returns (Operator memory who) {
        who = _operator(index);
        _fund(who.owner, address(consensus), stake);
        vm.prank(who.owner);
        consensus.registerValidator(who.peerId, "http://10.0.0.1:8545", stake);
        _setSigner(who);
    }

    /// @dev The same, and as a sequencer.
    function _joinSequencer(uint256 index, uint256 stake) internal returns (Operator memory who) {
        who = _join(index, stake);
        _sequence(who, stake);
    }

    function _sequence(Operator memory who, uint256 stake) internal {
        _fund(who.owner, address(coordinator), stake);
        vm.prank(who.owner);
        coordinator.registerSequencer(stake, "http://10.0.0.1:8545", who.peerId);
    }

    function _setSigner(Operator memory who) internal {
        bytes memory consent = _sign(who.signerKey, _consentDigest(who.owner));
        vm.prank(who.owner);
        consensus.setSigner(who.signer, consent);
    }

    function _consentDigest(address validator) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(keccak256("SignerConsent(address validator)"), validator)));
    }

    function _voteDigest(uint256 blockNumber, bytes32 blockHash) internal view returns (bytes32) {
        bytes32 structType = keccak256("BlockVote(uint256 blockNumber,bytes32 blockHash)");
        return _digest(keccak256(abi.encode(structType, blockNumber, blockHash)));
    }

    function _proposalDigest(uint256 blockNumber, bytes32 blockHash) internal view returns (bytes32) {
        bytes32 structType = keccak256("BlockProposal(uint256 blockNumber,bytes32 blockHash)");
        return _digest(keccak256(abi.encode(structType, blockNumber, blockHash)));
    }

    function _offenceDigest(address validator, IAndeConsensus.Offence offence, uint256 height)
        internal
        view
        returns (bytes32)
    {
        bytes32 structType = keccak256("OffenceVote(address validator,uint8 offence,uint256 height)");
        return _digest(keccak256(abi.encode(structType, validator, offence, height)));
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", _domain(block.chainid, address(consensus)), structHash));
    }

    function _domain(uint256 chainId, address verifier) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN_TYPE, keccak256("AndeConsensus"), keccak256("1"), chainId, verifier));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _noRole(address account, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }
}
