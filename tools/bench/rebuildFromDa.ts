import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HDNodeWallet } from "ethers";
import { startDevnet } from "../../apps/da-devnet/src/devnet";
import { systemClock } from "../../node/src/clock";
import { encodeBlob } from "../../node/src/da/blobFormat";
import { linkOf, noLink } from "../../node/src/da/blobHeader";
import { CelestiaClient } from "../../node/src/da/celestiaClient";
import { namespaceBytes } from "../../node/src/da/namespace";
import { rebuildFromDa } from "../../node/src/da/rebuild";
import { evmAddressOf, publicKeyOf } from "../../node/src/keys/evmKey";
import { silentLogger } from "../../node/src/logger";
import { PayloadStore } from "../../node/src/store/payloadStore";
import { LoneGeth } from "../../test/faults/loneGeth";
import { faucet } from "../../test/node/faucet";
import type { Figures } from "./figures";

const blocksPerBlob = 64;
const blobs = 2;
const transfersPerBlock = 40;
const buildMs = 150;
const chainId = 1234;
const signer = Buffer.alloc(32, 7);
const author = evmAddressOf(publicKeyOf("bench", signer)).toLowerCase();

/** Blocks of transfers go to a devnet as blobs; from there an empty geth is filled again. */
export async function measureRebuild(): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "bench-da-"));
  const lone = await LoneGeth.start();
  const devnet = await startDevnet({ dir, host: "127.0.0.1", port: 0, blockMs: 20 });
  try {
    for (let block = 0; block < blobs * blocksPerBlob; block++) {
      await sendTransfers(lone.rpcUrl, block * transfersPerBlock);
      await lone.make(1, buildMs);
    }
    const da = new CelestiaClient({
      rpcUrl: `http://127.0.0.1:${devnet.port}`,
      namespace: namespaceBytes("61".repeat(10)),
    });
    const blobCompressionRatio = await postBlocks(lone, da);
    await lone.empty();
    const store = await PayloadStore.open(join(dir, "store"));
    try {
      const validators = { A: { evmAddress: author, power: 1, eligible: true } };
      const { blocksPerSecond } = await rebuildFromDa(
        { chainId, validators, searchBackHeights: 20_000 },
        { da, execution: lone.execution, store, clock: systemClock, logger: silentLogger },
        new AbortController().signal,
      );
      return { rebuildBlocksPerSecond: blocksPerSecond, blobCompressionRatio };
    } finally {
      await store.close();
    }
  } finally {
    await lone.stop();
    await devnet.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Raw bytes by bytes posted, over all blobs. */
async function postBlocks(lone: LoneGeth, da: CelestiaClient): Promise<number> {
  const genesisHash = (await lone.execution.blockAt(0))!.hash;
  let [previous, previousDaHeight, raw, posted] = [noLink, 0, 0, 0];
  for (let from = 1; from <= lone.payloads.length; from += blocksPerBlob) {
    const blocks = Array.from({ length: blocksPerBlob }, (_, index) => lone.stored(from + index));
    const content = { chainId, genesisHash, previous, previousDaHeight, from, blocks, state: "" };
    const { bytes, header } = await encodeBlob(content, signer);
    previousDaHeight = await da.submit(bytes);
    previous = linkOf(header);
    raw += header.payloadsBytes;
    posted += bytes.length;
  }
  return raw / posted;
}

async function sendTransfers(rpcUrl: string, firstNonce: number): Promise<void> {
  const raw = await Promise.all(
    Array.from({ length: transfersPerBlock }, (_, index) =>
      faucet.signTransaction({
        to: HDNodeWallet.createRandom().address,
        value: 10n ** 15n,
        nonce: firstNonce + index,
        ...{ chainId, type: 2, gasLimit: 21_000, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n },
      }),
    ),
  );
  const calls = raw.map((tx, id) => ({ jsonrpc: "2.0", id, method: "eth_sendRawTransaction", params: [tx] }));
  const answer = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(calls),
  });
  const refused = ((await answer.json()) as { error?: { message: string } }[]).find(({ error }) => error);
  if (refused) throw new TypeError(`geth refused a transfer: ${refused.error!.message}`);
}
