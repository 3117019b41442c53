/** Contracts that somebody outside talks to: their ABIs and sources are published. */
export const publishedContracts = ["AndeToken", "ProxyFactory"] as const;
