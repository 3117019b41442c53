import { contractsSchema } from "../config/contracts";
import type { Network } from "../config/parseNetwork";
import type { PlannedContracts } from "./plan";

/** How calls to the contracts are sent; a network that says nothing gets what the schema takes for granted. */
export function planContracts({
  contracts,
  chainId,
  environment,
}: Pick<Network, "contracts" | "chainId" | "environment">): PlannedContracts {
  const { chain, registerValidators, ...given } = contracts ?? contractsSchema.parse({});
  // What is absent stays absent: the plan is JSON.
  const rest = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Omit<
    PlannedContracts,
    "chainId" | "registerValidators"
  >;
  const mayRegister = environment !== "mainnet" && !given.admin && given.sink === "broadcast";
  return {
    chainId: chain?.chainId ?? chainId,
    ...(chain ? { rpcUrl: chain.rpcUrl } : {}),
    ...rest,
    registerValidators: registerValidators ?? mayRegister,
  };
}
