import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TransactionReceipt, Wallet } from "ethers";
import { openChain } from "../../infra/resources/chain/chainClient";
import { DeployError } from "../../infra/vocab/errors";
import { stackFolder } from "../hosts/connection";
import type { StackOutputs } from "../pulumi/stackOutputs";

export interface TransferProof {
  hash: string;
  block: number;
  /** Seconds from sending to receipt. */
  seconds: number;
  /** Sequencers whose own RPC shows the same receipt. */
  seenBy: string[];
}

export class TransferError extends DeployError<"TRANSFER"> {
  constructor(at: { what: string; hash: string; details: string[] }) {
    super("TRANSFER", `The transfer ${at.what}.`, {
      details: [`transaction: ${at.hash}`, ...at.details],
      fix: "make status",
    });
  }
}

async function waitReceipt(
  rpcUrl: string,
  chainId: number,
  hash: string,
  seconds: number,
): Promise<TransactionReceipt | null> {
  const client = openChain({ rpcUrl, chainId });
  const deadline = Date.now() + seconds * 1000;
  try {
    for (;;) {
      const receipt = await client.getTransactionReceipt(hash).catch(() => null);
      if (receipt || Date.now() > deadline) return receipt;
      await new Promise((next) => setTimeout(next, 250));
    }
  } finally {
    client.destroy();
  }
}

/** The part of a receipt on which every sequencer must agree. */
export function sameReceipt(a: TransactionReceipt | null, b: TransactionReceipt | null): boolean {
  return (
    a !== null && b !== null && a.blockHash === b.blockHash && a.index === b.index && a.status === b.status
  );
}

/**
 * Sends one wei through the front door and finds the same receipt at every sequencer.
 * @throws TRANSFER
 */
export async function proveTransfer(stack: string, outputs: StackOutputs): Promise<TransferProof> {
  const { chainId } = outputs.network;
  const door = openChain({ rpcUrl: outputs.endpoints.http, chainId });
  const key = (await readFile(join(stackFolder(stack), "deployer_key"), "utf8")).trim();
  const startedMs = Date.now();
  try {
    const sent = await new Wallet(key, door).sendTransaction({
      to: Wallet.createRandom().address,
      value: 1n,
    });
    const receipt = await waitReceipt(outputs.endpoints.http, chainId, sent.hash, 30);
    if (receipt?.status !== 1) {
      const what = receipt ? "was reverted" : "got no receipt within 30 s";
      throw new TransferError({ what, hash: sent.hash, details: [`front door: ${outputs.endpoints.http}`] });
    }
    const seconds = (Date.now() - startedMs) / 1000;
    const asked = Object.entries(outputs.endpoints.rpc).map(async ([host, rpcUrl]) => {
      const own = await waitReceipt(rpcUrl, chainId, sent.hash, 15);
      return { host, isSame: sameReceipt(receipt, own) };
    });
    const answers = await Promise.all(asked);
    const others = answers.filter(({ isSame }) => !isSame).map(({ host }) => host);
    if (others.length > 0) {
      const details = others.map((host) => `not the same at ${host}`);
      throw new TransferError({ what: "is not on every sequencer", hash: sent.hash, details });
    }
    return { hash: sent.hash, block: receipt.blockNumber, seconds, seenBy: answers.map(({ host }) => host) };
  } finally {
    door.destroy();
  }
}
