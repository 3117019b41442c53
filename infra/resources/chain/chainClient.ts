import type { JsonRpcProvider } from "ethers";
import { fault } from "../fault";
import { ForwardClient } from "./forwardClient";

export interface Chain {
  rpcUrl: string;
  chainId: number;
}

/** The way to a chain for everything that reads or sends. */
export const openChain = (chain: Chain): JsonRpcProvider => new ForwardClient(chain);

/** The chain id that the other side tells; undefined while it does not answer. */
export async function askChainId(client: JsonRpcProvider): Promise<number | undefined> {
  try {
    return Number(await client.send("eth_chainId", []));
  } catch {
    return undefined;
  }
}

/**
 * Waits until the chain answers and is the one that is meant.
 * @throws RPC_UNREACHABLE, CHAIN_ID_DIFFERS
 */
export async function assertChain(client: JsonRpcProvider, chain: Chain, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  let found = await askChainId(client);
  while (found === undefined && Date.now() < deadline) {
    await new Promise((next) => setTimeout(next, 500));
    found = await askChainId(client);
  }
  if (found === undefined) {
    throw fault("RPC_UNREACHABLE", "The chain's JSON-RPC does not answer.", {
      details: [`url: ${chain.rpcUrl}`, `waited: ${Math.round(waitMs / 1000)} s`],
      fix: "See which hosts are healthy with make status, then run pulumi up again.",
    });
  }
  if (found !== chain.chainId) {
    throw fault("CHAIN_ID_DIFFERS", "Another chain answers; nothing was sent.", {
      details: [`url: ${chain.rpcUrl}`, `wanted: ${chain.chainId}`, `answered: ${found}`],
      fix: "Correct the URL or the chain id.",
    });
  }
}
