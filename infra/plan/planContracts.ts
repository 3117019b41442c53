import { contractsSchema } from "../config/contracts";
import type { Network } from "../config/parseNetwork";
import type { PlannedContracts } from "./plan";

/** How calls to the contracts are sent; a network that says nothing gets what the schema takes for granted. */
export function planContracts({
  contracts,
  chainId,
}: Pick<Network, "contracts" | "chainId">): PlannedContracts {
  const { chain, deployer, admin, ...rest } = contracts ?? contractsSchema.parse({});
  return {
    chainId: chain?.chainId ?? chainId,
    ...(chain ? { rpcUrl: chain.rpcUrl } : {}),
    ...(deployer ? { deployer } : {}),
    ...(admin ? { admin } : {}),
    ...rest,
  };
}
