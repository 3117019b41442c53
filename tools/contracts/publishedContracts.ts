/** Contracts that somebody outside talks to: their ABIs and sources are published. */
export const publishedContracts = [
  "AndeConsensus",
  "AndeRegistry",
  "AndeSequencerCoordinator",
  "AndeToken",
  "MevDistributor",
  "ProxyFactory",
] as const;

/** Those of the admin: only who deploys them and who decides talks to them. */
export const adminContracts = ["AndeTimelock", "SafeL2", "SafeProxyFactory"] as const;
