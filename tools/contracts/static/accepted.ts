/** A finding of the static checks that was judged, and is no fault. */
export interface Accepted {
  check: string;
  /** Contract and function, `*` for all of a contract. */
  where: string;
  why: string;
}

/** Checks that are not asked, because what they look for is meant here. */
export const excludedChecks: Readonly<Record<string, string>> = {
  timestamp: "delays are hours and days: the seconds that a proposer may choose do not matter",
};

const setChange = "whether the member was there is known before; the set is asked, not told";

/** Judged findings; one that no longer occurs has to go. */
export const accepted: readonly Accepted[] = [
  {
    check: "arbitrary-send-erc20",
    where: "StakeVault._bond",
    why: "every caller passes msg.sender as the payer; whose stake it becomes is another argument",
  },
  {
    check: "arbitrary-send-eth",
    where: "MevDistributor.withdraw",
    why: "pays a recipient what is credited to it, whoever calls; the credit is gone before the call",
  },
  {
    check: "incorrect-equality",
    where: "MevDistributor._credit",
    why: "nothing new has nothing to split; one wei more is split as any other amount",
  },
  {
    check: "unused-return",
    where: "BlockVotes._finalize",
    why: "the checkpoint before and after are both known here",
  },
  { check: "unused-return", where: "ValidatorSet._unregister", why: setChange },
  { check: "unused-return", where: "ValidatorSet._refreshQuietly", why: setChange },
  { check: "unused-return", where: "SequencerSet.unregisterSequencer", why: setChange },
  {
    check: "unused-return",
    where: "AndeSequencerCoordinator._passToForceInclusions",
    why: "the functions passed on answer nothing; a revert is passed back by Address",
  },
  {
    check: "unused-return",
    where: "AndeProxy._implementationOf",
    why: "the other half of the answer has a function",
  },
  { check: "unused-return", where: "AndeProxy._dataOf", why: "the other half of the answer has a function" },
  {
    check: "unused-return",
    where: "ChainProofs._senderOf",
    why: "where nothing is recovered the sender is zero, which no account is",
  },
  {
    check: "shadowing-local",
    where: "MevDistributor.constructor",
    why: "handed on to Ownable in the same line",
  },
  {
    check: "shadowing-local",
    where: "IAndeConsensus.*",
    why: "names of an interface's parameters: there is no body to mistake them in",
  },
  {
    check: "shadowing-local",
    where: "IAndeSequencerCoordinator.*",
    why: "names of an interface's parameters: there is no body to mistake them in",
  },
  {
    check: "missing-zero-check",
    where: "MevDistributor.withdraw",
    why: "nobody has a credit of the zero address: shares refuse it",
  },
  {
    check: "missing-zero-check",
    where: "ProxyFactory.deploy",
    why: "ERC1967Proxy refuses what has no code",
  },
  {
    check: "calls-loop",
    where: "SequencerSet.*",
    why: "views of our own AndeConsensus, over at most 50 sequencers",
  },
  {
    check: "calls-loop",
    where: "MevDistributor.distributeToken",
    why: "over the tokens that the owner names in its own call",
  },
];
