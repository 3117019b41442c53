/** The closed word lists of the project; every schema, plan and table takes them from here. */
export const environments = ["local", "testnet", "mainnet"] as const;
export type Environment = (typeof environments)[number];

export const providers = ["docker", "hetzner", "aws"] as const;
export type Provider = (typeof providers)[number];

export const roles = ["sequencer", "witness", "rpc", "edge", "monitor"] as const;
export type Role = (typeof roles)[number];

/** Whether a host with these roles takes part in consensus. */
export const validates = (of: readonly string[]): boolean =>
  of.includes("sequencer") || of.includes("witness");

/** A host's name: its region first. */
export const hostNameRule = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;

/** What becomes of calls to the network's contracts. */
export const sinks = ["broadcast", "calldata", "dry-run"] as const;
export type Sink = (typeof sinks)[number];

/** Services are containers on a host; each runs the release image of the same name. */
const steadyServiceNames = ["geth", "app", "cometbft", "haproxy", "prometheus", "exporter"] as const;
export type SteadyServiceName = (typeof steadyServiceNames)[number];

/** Celestia's mainnet and its testnet, as its own commands call them. */
export const celestiaNetworks = ["celestia", "mocha"] as const;
export type CelestiaNetwork = (typeof celestiaNetworks)[number];

/** Services that run only where the description asks for them. */
export const optionalServiceNames = ["celestia", "acme", "da"] as const;
export type OptionalServiceName = (typeof optionalServiceNames)[number];

export const serviceNames = [...steadyServiceNames, ...optionalServiceNames] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Services whose images are built here; celestia's comes from its makers. */
export const builtServiceNames = [...steadyServiceNames, "acme", "da"] as const;
export type BuiltServiceName = (typeof builtServiceNames)[number];
