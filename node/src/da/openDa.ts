import { CelestiaClient } from "./celestiaClient";
import { type DaConfig, type DaModules, DaService } from "./daService";
import { namespaceBytes, namespaceIdOf } from "./namespace";

/** The DA service of this configuration; undefined where blocks are posted nowhere. */
export async function openDa(
  config: { chainId: number; consensusChainId: string; da?: DaConfig | undefined },
  modules: Omit<DaModules, "da">,
): Promise<DaService | undefined> {
  if (!config.da) return undefined;
  const da = makeClient({ ...config, da: config.da });
  return DaService.open({ ...config.da, chainId: config.chainId }, { ...modules, da });
}

/** A client of the network's own namespace. */
export function makeClient({
  consensusChainId,
  da,
}: {
  consensusChainId: string;
  da: DaConfig;
}): CelestiaClient {
  return new CelestiaClient({
    ...da,
    namespace: namespaceBytes(da.namespace ?? namespaceIdOf(consensusChainId)),
  });
}
