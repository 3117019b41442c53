import type { Environment } from "./words";

/** The one place chain ids come from; mainnet has none here, so its description must give it. */
export const chainIds: Partial<Record<Environment, number>> = { local: 1234, testnet: 2019 };
