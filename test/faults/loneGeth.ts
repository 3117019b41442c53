import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../node/src/clock";
import { EngineClient } from "../../node/src/engine/engineClient";
import { JsonRpc } from "../../node/src/engine/jsonRpc";
import { planAttributes } from "../../node/src/payload/attributes";
import { encodePayload } from "../../node/src/payload/codec";
import type { BoundPayload } from "../../node/src/payload/payload";
import { levelExecution } from "../../node/src/recovery/levelExecution";
import type { StoredPayload } from "../../node/src/store/payloadStore";
import { LocalChain, until } from "../node/localChain";
import type { Validator } from "../node/validator";

const signal = new AbortController().signal;

/** A real geth as a host runs it, driven without consensus, and the payloads it was given. */
export class LoneGeth {
  readonly payloads: BoundPayload[] = [];
  private readonly validator: Validator;
  readonly execution: EngineClient;

  private constructor(private readonly chain: LocalChain) {
    this.validator = chain.validators[0]!;
    const secret = Buffer.from(readFileSync(this.validator.at("keys/jwt.hex"), "utf8").trim(), "hex");
    const url = this.validator.rpcUrl.replace(":8545", ":8551");
    this.execution = new EngineClient(new JsonRpc({ url, secret }, { clock: systemClock }));
  }

  static async start(): Promise<LoneGeth> {
    const chain = await LocalChain.start(1);
    const { app, comet } = chain.validators[0]!;
    await Promise.all([app.halt(), comet.halt()]);
    const lone = new LoneGeth(chain);
    await lone.empty();
    return lone;
  }

  /** Builds on the head, executes and moves the head, block after block. */
  async make(blocks: number, buildMs: number): Promise<void> {
    for (let made = 0; made < blocks; made++) {
      const latest = (await this.execution.blockAt("latest"))!;
      const attributes = planAttributes(
        { head: latest, appHash: latest.hash },
        { blockTimeMs: latest.timestamp * 1000, feeRecipient: `0x${"77".repeat(20)}` },
      );
      const payloadId = (await this.execution.startBuild(latest.hash, attributes))!;
      await delay(buildMs);
      const built = await this.execution.getPayload(payloadId);
      const bound = { ...built, parentBeaconBlockRoot: attributes.parentBeaconBlockRoot };
      await this.execution.newPayload(bound);
      await this.execution.setHead(bound.payload.blockHash);
      this.payloads.push(bound);
    }
  }

  /** What the node does with a geth that lacks blocks. */
  async level(): Promise<number> {
    const { payload } = this.payloads.at(-1)!;
    const genesis = (await this.execution.blockAt(0))!;
    const head = {
      number: Number(payload.blockNumber),
      hash: payload.blockHash,
      timestamp: Number(payload.timestamp),
      stateRoot: payload.stateRoot,
    };
    const store = { payloadAt: async (number: number) => this.stored(number) };
    return levelExecution(
      { genesisHash: genesis.hash, head },
      { execution: this.execution, store, chainId: 1234 },
      signal,
    );
  }

  /** SIGKILL, and back as Docker brings it back. */
  async kill(): Promise<void> {
    const ends = this.validator.geth.ends.length;
    this.validator.geth.kill("SIGKILL");
    await until(async () => this.validator.geth.ends.length > ends, {
      timeoutMs: 10_000,
      what: async () => "its end",
    });
    await this.answers();
  }

  /** An empty datadir. */
  async empty(): Promise<void> {
    await this.validator.geth.halt();
    rmSync(this.validator.at("geth"), { recursive: true, force: true });
    mkdirSync(this.validator.at("geth"));
    this.validator.geth.start();
    await this.answers();
  }

  async stop(): Promise<void> {
    await this.chain.stop();
  }

  get rpcUrl(): string {
    return this.validator.rpcUrl;
  }

  stored(number: number): StoredPayload {
    const bound = this.payloads[number - 1]!;
    return { tx: encodePayload(bound), parentBeaconBlockRoot: bound.parentBeaconBlockRoot };
  }

  private async answers(): Promise<void> {
    await until(async () => (await this.execution.blockAt(0)) !== undefined, {
      timeoutMs: 60_000,
      what: async () => "an answer of geth",
    });
  }
}
