import type { DevnetChain, WireBlob } from "./devnetChain";
import type { Fault } from "./faults";

/** An answer that celestia-node gives as a JSON-RPC error; all have its code 1. */
export class RpcFault extends Error {}

/** Most bytes of one blob. */
const maxBlobBytes = 2 * 1024 * 1024;

const timedOut = "tx timed out waiting to be included in a block: context deadline exceeded";

// celestia-node's own words, by which clients tell failures apart.
const refusals: Partial<Record<Fault["kind"], string>> = {
  timeout: timedOut,
  mempool: "broadcast tx error: tx already in mempool",
  sequence: "broadcast tx error: account sequence mismatch, expected 8, got 7: incorrect account sequence",
  tooLarge: "blob size exceeds max square size limit",
};

type Method = (chain: DevnetChain, params: unknown[], fault?: Fault) => unknown;

/** The methods that the node and the light node's probe use, by celestia-node's names. */
export const methods: Record<string, { needsWrite?: true; answer: Method }> = {
  "blob.Submit": { needsWrite: true, answer: submit },
  "blob.GetAll": {
    answer: (chain, [height, namespaces]) => {
      assertKnown(chain, Number(height));
      const blobs = chain.blobsAt(Number(height), (namespaces as string[] | undefined) ?? []);
      return blobs.length > 0 ? blobs : null;
    },
  },
  "header.LocalHead": { answer: (chain) => headerAt(chain, chain.height) },
  "header.NetworkHead": { answer: (chain) => headerAt(chain, chain.height) },
  "header.GetByHeight": {
    answer: (chain, [height]) => {
      assertKnown(chain, Number(height));
      return headerAt(chain, Number(height));
    },
  },
  "header.SyncState": {
    answer: (chain) => ({ id: 1, height: chain.height, from_height: 1, to_height: chain.height, error: "" }),
  },
  "das.SamplingStats": {
    answer: (chain) => ({
      head_of_sampled_chain: chain.height,
      head_of_catchup: chain.height,
      network_head_height: chain.height,
      failed: {},
      concurrency: 0,
      catch_up_done: true,
      is_running: true,
    }),
  },
  "state.Balance": { answer: (chain) => ({ denom: "utia", amount: String(chain.balanceUtia) }) },
  "node.Ready": { answer: () => true },
};

async function submit(chain: DevnetChain, [blobs]: unknown[], fault?: Fault): Promise<number> {
  const list = (blobs ?? []) as WireBlob[];
  for (const blob of list) checkBlob(blob);
  const refusal = fault && refusals[fault.kind];
  if (refusal) throw new RpcFault(refusal);
  if (fault?.kind === "lost") return chain.height + 1;
  if (fault?.kind === "reorder") chain.reverseNext();
  if (fault?.kind === "late") {
    void chain.submit(list, { afterHeights: fault.heights ?? 2 });
    throw new RpcFault(timedOut);
  }
  const height = await chain.submit(list);
  if (fault?.kind === "timeoutButIncluded") throw new RpcFault(timedOut);
  return height;
}

function checkBlob({ namespace, data }: WireBlob): void {
  const bytes = Buffer.from(namespace ?? "", "base64");
  if (bytes.length !== 29 || bytes[0] !== 0 || bytes.subarray(1, 19).some((byte) => byte !== 0)) {
    throw new RpcFault("invalid namespace: must be 29 bytes of version 0 with 18 leading zeros");
  }
  const size = Buffer.byteLength(data ?? "", "base64");
  if (size === 0) throw new RpcFault("blob data cannot be empty");
  if (size > maxBlobBytes)
    throw new RpcFault(`blob size ${size} exceeds max blob size limit ${maxBlobBytes}`);
}

function assertKnown(chain: DevnetChain, height: number): void {
  if (!Number.isSafeInteger(height) || height < 1) throw new RpcFault("header: height is equal to 0");
  if (height > chain.height) {
    throw new RpcFault(
      `header: given height is from the future: networkHeight: ${chain.height}, requestedHeight: ${height}`,
    );
  }
}

function headerAt(chain: DevnetChain, height: number): object {
  return {
    header: { chain_id: "da-devnet", height: String(height), time: new Date(chain.timeMs).toISOString() },
  };
}
