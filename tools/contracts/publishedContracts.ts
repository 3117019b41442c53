/** Contracts that somebody outside talks to: their ABIs and sources are published. */
export const publishedContracts = [
  "AndeConsensus",
  "AndeRegistry",
  "AndeSequencerCoordinator",
  "AndeToken",
  "MevDistributor",
  "ProxyFactory",
] as const;
