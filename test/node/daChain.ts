import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Devnet, type DevnetOptions, startDevnet } from "../../apps/da-devnet/src/devnet";
import type { Fault } from "../../apps/da-devnet/src/faults";
import { BlobError } from "../../node/src/da/blobFaults";
import { openHeader, type SealedBlob } from "../../node/src/da/blobFormat";
import { CelestiaClient } from "../../node/src/da/celestiaClient";
import { namespaceBytes, namespaceIdOf } from "../../node/src/da/namespace";
import type { Rebuilt } from "../../node/src/da/rebuild";
import { LocalChain, until } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

export const blocksPerBlob = 4;
// Longer than a blob may be on its way here (a second, when it is late), shorter than a lease: every holder has its turn.
const settleHeights = 8;
const blockMs = 250;
const namespace = namespaceBytes(namespaceIdOf("test-1234")).toString("base64");
const token = "a token that may write";

/** A chain of real processes that posts to a real devnet: short blobs, short leases. */
export class DaChain {
  private constructor(
    private readonly dir: string,
    readonly chain: LocalChain,
    private devnet: Devnet,
  ) {}

  static async start(count: number): Promise<DaChain> {
    const dir = mkdtempSync(join(tmpdir(), "da-"));
    writeFileSync(join(dir, "token"), token);
    const devnet = await startDevnet(devnetOptions(dir, 0));
    const da = {
      rpcUrl: `http://127.0.0.1:${devnet.port}`,
      tokenFile: join(dir, "token"),
      blocksPerBlob,
      pollMs: 150,
      settleHeights,
      searchBackHeights: 5000,
      degradedAfterSeconds: 3,
      degradedAfterBlobs: 1,
    };
    const chain = await LocalChain.start(count, {
      plan: { blockIntervalMs: 1000, lease: { blocks: 5, missesToFailOver: 3 } },
      reroute: (_from, text) => (text.startsWith("{") ? JSON.stringify({ ...JSON.parse(text), da }) : text),
    });
    return new DaChain(dir, chain, devnet);
  }

  async stop(): Promise<void> {
    await this.chain.stop();
    await this.devnet.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** What goes wrong next at the devnet. */
  async befall(order: { faults?: Fault[]; away?: boolean }): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.devnet.port}/faults`, {
      method: "PUT",
      body: JSON.stringify(order),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
  }

  /** Faults that no request has met yet. */
  async faultsLeft(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.devnet.port}/faults`);
    return ((await answer.json()) as { faults: Fault[] }).faults.length;
  }

  /** Whatever lies in the network's namespace, in DA's order. */
  rawBlobs(): Buffer[] {
    const { chain } = this.devnet;
    return Array.from({ length: chain.height }, (_, index) => chain.blobsAt(index + 1, [namespace]))
      .flat()
      .map(({ data }) => Buffer.from(data, "base64"));
  }

  /** Every blob of the network, in DA's order. */
  blobs(): SealedBlob[] {
    return this.rawBlobs().flatMap(headerIn);
  }

  async confirmedTo(validator: Validator): Promise<number> {
    return (await validator.status()).da?.confirmedTo ?? -1;
  }

  /** What the namespace holds at each DA height, as anybody with a DA node asks for it. */
  async readNamespace(): Promise<{ daHeight: number; blobs: Uint8Array[] }[]> {
    const client = new CelestiaClient({
      rpcUrl: `http://127.0.0.1:${this.devnet.port}`,
      namespace: namespaceBytes(namespaceIdOf("test-1234")),
    });
    const heights = Array.from({ length: await client.localHead() }, (_, index) => index + 1);
    return Promise.all(
      heights.map(async (daHeight) => ({ daHeight, blobs: await client.blobsAt(daHeight) })),
    );
  }

  /** Puts these bytes into the network's namespace, as any stranger may. */
  async put(data: Uint8Array): Promise<void> {
    const blob = {
      namespace,
      data: Buffer.from(data).toString("base64"),
      share_version: 0,
      commitment: "",
      index: -1,
    };
    await this.devnet.chain.submit([blob]);
  }

  /** The devnet comes back with nothing of what it had. */
  async loseDevnet(): Promise<void> {
    const { port } = this.devnet;
    await this.devnet.close();
    for (const name of ["blocks", "head.json"]) rmSync(join(this.dir, name), { recursive: true });
    this.devnet = await startDevnet(devnetOptions(this.dir, port));
  }

  /** A stopped validator's disk is gone and its keys came back: an empty geth runs, and nothing else. */
  async loseDisk(validator: Validator): Promise<void> {
    for (const folder of ["app", "geth", "comet/data"]) empty(validator.at(folder));
    writeFileSync(validator.at("comet/data/priv_validator_state.json"), '{"height":"0","round":0,"step":0}');
    validator.geth.start();
    await until(async () => (await validator.gethHeight()) === 0, {
      timeoutMs: 20_000,
      what: async () => `geth of ${validator.name}`,
    });
  }

  /** This validator's application and geth, made anew from DA alone. */
  async rebuild(validator: Validator): Promise<Rebuilt> {
    const args = ["rebuild", "--from-da", "--config", validator.at("config.json")];
    const genesis = ["--genesis", validator.at("comet/config/genesis.json")];
    const run = promisify(execFile)(process.execPath, [bundlePath, ...args, ...genesis], { timeout: 60_000 });
    return JSON.parse((await run).stdout.trim().split("\n").at(-1)!) as Rebuilt;
  }

  /** What the logs say of compression. */
  ratios(): number[] {
    return this.chain.validators.flatMap(({ dir }) =>
      [...readFileSync(join(dir, "app.log"), "utf8").matchAll(/"ratio":([\d.]+)/g)].map(([, ratio]) =>
        Number(ratio),
      ),
    );
  }
}

const devnetOptions = (dir: string, port: number): DevnetOptions => ({
  ...{ dir, port, host: "127.0.0.1", blockMs },
  tokenFile: join(dir, "token"),
});

function headerIn(bytes: Buffer): SealedBlob[] {
  try {
    return [openHeader(bytes)];
  } catch (error) {
    if (error instanceof BlobError) return [];
    throw error;
  }
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}
