import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Devnet, startDevnet } from "../../apps/da-devnet/src/devnet";
import type { Fault } from "../../apps/da-devnet/src/faults";
import { openHeader, type SealedBlob } from "../../node/src/da/blobFormat";
import { namespaceBytes, namespaceIdOf } from "../../node/src/da/namespace";
import type { Rebuilt } from "../../node/src/da/rebuild";
import { LocalChain } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

export const blocksPerBlob = 4;
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
      settleHeights: 2,
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

  /** Every blob of the network, in DA's order. */
  blobs(): SealedBlob[] {
    const namespace = namespaceBytes(namespaceIdOf("test-1234")).toString("base64");
    const { chain } = this.devnet;
    return Array.from({ length: chain.height }, (_, index) => chain.blobsAt(index + 1, [namespace]))
      .flat()
      .map(({ data }) => openHeader(Buffer.from(data, "base64")));
  }

  async confirmedTo(validator: Validator): Promise<number> {
    return (await validator.status()).da?.confirmedTo ?? -1;
  }

  /** This validator's application and geth, made anew from DA alone. */
  async rebuild(validator: Validator): Promise<Rebuilt> {
    await validator.stop();
    for (const folder of ["app", "geth"]) {
      rmSync(validator.at(folder), { recursive: true });
      mkdirSync(validator.at(folder));
    }
    validator.geth.start();
    const args = ["rebuild", "--from-da", "--config", validator.at("config.json")];
    const genesis = ["--genesis", validator.at("comet/config/genesis.json")];
    for (let attempt = 0; ; attempt++) {
      try {
        const run = promisify(execFile)(process.execPath, [bundlePath, ...args, ...genesis], {
          timeout: 40_000,
        });
        return JSON.parse((await run).stdout.trim().split("\n").at(-1)!) as Rebuilt;
      } catch (error) {
        // geth needs a moment to listen.
        if (attempt > 40 || !/geth did not answer/.test((error as { stderr?: string }).stderr ?? ""))
          throw error;
        await new Promise((done) => setTimeout(done, 250));
      }
    }
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
