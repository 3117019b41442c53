import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Devnet, startDevnet } from "../../apps/da-devnet/src/devnet";
import type { Fault } from "../../apps/da-devnet/src/faults";
import { BlobError } from "../../node/src/da/blobFaults";
import { openHeader, type SealedBlob } from "../../node/src/da/blobFormat";
import { namespaceBytes, namespaceIdOf } from "../../node/src/da/namespace";
import type { Rebuilt } from "../../node/src/da/rebuild";
import { LocalChain } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

export const blocksPerBlob = 4;
// Longer than a late blob takes, shorter than a lease: every holder has its turn.
const settleHeights = 4;
const namespace = namespaceBytes(namespaceIdOf("test-1234")).toString("base64");
const token = "a token that may write";

/** A chain of real processes that posts to a real devnet: short blobs, short leases. */
export class DaChain {
  private constructor(
    private readonly dir: string,
    readonly chain: LocalChain,
    readonly devnet: Devnet,
  ) {}

  static async start(count: number): Promise<DaChain> {
    const dir = mkdtempSync(join(tmpdir(), "da-"));
    const tokenFile = join(dir, "token");
    writeFileSync(tokenFile, token);
    const devnet = await startDevnet({ dir, host: "127.0.0.1", port: 0, blockMs: 250, tokenFile });
    const da = {
      rpcUrl: `http://127.0.0.1:${devnet.port}`,
      tokenFile,
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

  /** This validator's application and geth, made anew from DA alone. */
  async rebuild(validator: Validator, ...more: string[]): Promise<Rebuilt> {
    await validator.stop();
    for (const folder of ["app", "geth"]) empty(validator.at(folder));
    validator.geth.start();
    const args = ["rebuild", "--from-da", "--config", validator.at("config.json")];
    const genesis = ["--genesis", validator.at("comet/config/genesis.json")];
    return retryWhile(/geth did not answer/, async () => {
      const run = promisify(execFile)(process.execPath, [bundlePath, ...args, ...genesis, ...more], {
        timeout: 40_000,
      });
      return JSON.parse((await run).stdout.trim().split("\n").at(-1)!) as Rebuilt;
    });
  }

  /** Every disk is gone and the keys came back: all begin anew above what DA has. */
  async beginAnew(): Promise<Rebuilt[]> {
    await Promise.all(this.chain.validators.map((one) => one.stop()));
    const rebuilt: Rebuilt[] = [];
    for (const one of this.chain.validators) {
      empty(one.at("comet/data"));
      writeFileSync(one.at("comet/data/priv_validator_state.json"), '{"height":"0","round":0,"step":0}');
      rebuilt.push(await this.rebuild(one, "--new-genesis", one.at("comet/config/genesis.json")));
    }
    for (const one of this.chain.validators) for (const each of [one.app, one.comet]) each.start();
    return rebuilt;
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

/** geth needs a moment to listen. */
async function retryWhile<T>(pattern: RegExp, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt > 40 || !pattern.test((error as { stderr?: string }).stderr ?? "")) throw error;
      await delay(250);
    }
  }
}
