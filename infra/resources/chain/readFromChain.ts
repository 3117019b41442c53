import type { dynamic } from "@pulumi/pulumi";
import type { JsonRpcProvider } from "ethers";
import { type Bag, changedKeys, pickKeys } from "../inputs";
import { askChainId, type Chain, openChain } from "./chainClient";

/**
 * What a refresh finds of a resource on a chain. A chain that is away says nothing, and must not keep `up` from mending
 * its hosts. Inputs are told only where they show drift: `sending` in the state may be that of an older run.
 */
export async function readFromChain<S extends Bag & Chain>(
  { id, state }: { id: string; state: S },
  keys: { drifting: readonly string[]; described: readonly string[] },
  find: (client: JsonRpcProvider) => Promise<Bag>,
): Promise<dynamic.ReadResult> {
  const client = openChain(state);
  try {
    if ((await askChainId(client)) !== state.chainId) return { id, props: state };
    const props = { ...state, ...(await find(client)) };
    const isDrift = changedKeys(state, props, keys.drifting).length > 0;
    return isDrift ? { id, props, inputs: pickKeys(props, keys.described) } : { id, props };
  } catch {
    return { id, props: state };
  } finally {
    client.destroy();
  }
}
