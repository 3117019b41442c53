/** The closed word lists of the project; every schema, plan and table takes them from here. */
export const environments = ["local", "testnet", "mainnet"] as const;
export type Environment = (typeof environments)[number];

export const providers = ["docker", "hetzner", "aws"] as const;
export type Provider = (typeof providers)[number];

export const roles = ["sequencer", "witness", "rpc", "edge", "monitor"] as const;
export type Role = (typeof roles)[number];

/** Services are containers on a host; each runs the release image of the same name. */
export const serviceNames = ["geth", "app", "cometbft", "haproxy", "prometheus", "exporter"] as const;
export type ServiceName = (typeof serviceNames)[number];
