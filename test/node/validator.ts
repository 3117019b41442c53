import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostIdentityFacts, Plan, PlannedHost } from "../../infra/plan/plan";
import { renderAppConfig, renderAppIdentity } from "../../infra/render/appConfig";
import { renderCometConfig } from "../../infra/render/cometbft";
import { renderGethConfig } from "../../infra/render/geth";
import type { StatusDocument } from "../../node/src/http/statusDocument";
import { Supervised } from "./supervised";
import { binaries, bundlePath, supervisors } from "./tools";

export interface ValidatorOptions {
  /** What a file of this host says of its peers' addresses. */
  reroute?: (text: string) => string;
  appEnvironment?: Record<string, string>;
}

export interface GethBlock {
  hash: string;
  stateRoot: string;
  miner: string;
}

/** geth, application and CometBFT of one host, on an address of its own in 127.0.0.0/8. */
export class Validator {
  readonly identity: HostIdentityFacts;
  readonly geth: Supervised;
  readonly app: Supervised;
  readonly comet: Supervised;

  constructor(
    readonly dir: string,
    private readonly host: PlannedHost,
    plan: Plan,
    private readonly options: ValidatorOptions = {},
  ) {
    this.prepare();
    const keys = ["keys", "new", "--dir", this.at("keys"), "--data-dir", this.at("comet/data")];
    if (host.remoteSigner) keys.push("--remote-signer", host.remoteSigner.publicKey);
    this.identity = JSON.parse(execFileSync(process.execPath, [bundlePath, ...keys], { encoding: "utf8" }));
    const log = (name: string) => join(dir, `${name}.log`);
    this.geth = new Supervised("geth", {
      command: "bash",
      args: [this.at("geth-supervise")],
      logFile: log("geth"),
      env: {
        PATH: `${binaries.folder}:${process.env.PATH}`,
        GETH_NETWORK_ID: String(plan.chainId),
        GETH_PRIVATE_ADDRESS: host.privateAddress,
        GETH_GAS_LIMIT: String(plan.gasLimit),
        GETH_CACHE_MB: "64",
      },
    });
    this.app = new Supervised("app", {
      command: process.execPath,
      args: [bundlePath, "start", "--config", this.at("config.json")],
      logFile: log("app"),
      env: options.appEnvironment,
    });
    this.comet = new Supervised("cometbft", {
      command: "bash",
      args: [this.at("cometbft-supervise"), binaries.cometbft, "node", "--home", this.at("comet")],
      logFile: log("comet"),
      env: { APP_STATUS: `${host.privateAddress}:9001` },
    });
  }

  get name(): string {
    return this.host.name;
  }

  /** Voting power at genesis. */
  get power(): number {
    return this.host.power;
  }

  /** Where its remote signer connects to. */
  get signerAddress(): string {
    return `tcp://${this.host.privateAddress}:26659`;
  }

  get rpcUrl(): string {
    return `http://${this.host.privateAddress}:8545`;
  }

  get wsUrl(): string {
    return `ws://${this.host.privateAddress}:8546`;
  }

  get processes(): Supervised[] {
    return [this.geth, this.app, this.comet];
  }

  /** The rendered files of a host; only addresses of its loopback and paths differ here. */
  writeFiles(
    plan: Plan,
    facts: Record<string, HostIdentityFacts>,
    genesis: { comet: object; geth: object },
  ): void {
    this.write("identity.json", renderAppIdentity(this.identity));
    this.write("config.json", this.reroute(this.localize(renderAppConfig(plan, this.host))));
    this.write(
      "comet/config/config.toml",
      this.reroute(this.localize(renderCometConfig(plan, this.host, facts))),
    );
    this.write("comet/config/genesis.json", JSON.stringify(genesis.comet));
    for (const key of ["node_key.json", ...(this.host.remoteSigner ? [] : ["priv_validator_key.json"])]) {
      this.write(`comet/config/${key}`, readFileSync(this.at("keys", key), "utf8"));
    }
    this.write("geth.toml", this.reroute(renderGethConfig(plan, this.host, facts)));
    this.write("genesis.json", JSON.stringify(genesis.geth));
    this.write("geth-supervise", this.localize(readFileSync(supervisors.geth, "utf8")));
    this.write("cometbft-supervise", this.localize(readFileSync(supervisors.cometbft, "utf8")));
  }

  /** Makes the folders that are not there. */
  prepare(): void {
    for (const folder of ["geth", "control", "app", "comet/config", "comet/data"]) {
      mkdirSync(this.at(folder), { recursive: true });
    }
  }

  start(): void {
    for (const one of this.processes) one.start();
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    for (const one of this.processes) one.kill(signal);
  }

  async stop(): Promise<void> {
    await this.comet.stop();
    await this.app.stop();
    await this.geth.stop();
  }

  at(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  /** As on a new host with the keys of this one; not while it runs. */
  loseDisk(): void {
    for (const folder of ["app", "geth", "comet/data"]) rmSync(this.at(folder), { recursive: true });
    this.prepare();
    this.write("comet/data/priv_validator_state.json", '{"height":"0","round":0,"step":0}');
  }

  async status(query = ""): Promise<StatusDocument> {
    return (await this.get(`/status${query}`)).json() as Promise<StatusDocument>;
  }

  async get(path: string): Promise<Response> {
    return fetch(`http://${this.host.privateAddress}:9001${path}`, { signal: AbortSignal.timeout(2000) });
  }

  async gethHeight(): Promise<number> {
    return Number(await this.askGeth<string>("eth_blockNumber", []));
  }

  async gethBlock(number: number): Promise<GethBlock | undefined> {
    const params = [`0x${number.toString(16)}`, false];
    const block = await this.askGeth<GethBlock | null>("eth_getBlockByNumber", params);
    return block ? { hash: block.hash, stateRoot: block.stateRoot, miner: block.miner } : undefined;
  }

  async comets<T>(path: string): Promise<T> {
    const response = await fetch(`http://${this.host.privateAddress}:26657${path}`, {
      signal: AbortSignal.timeout(2000),
    });
    return ((await response.json()) as { result: T }).result;
  }

  async askGeth<T>(method: string, params: unknown[]): Promise<T> {
    const response = await fetch(this.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(2000),
    });
    return ((await response.json()) as { result: T }).result;
  }

  private reroute(text: string): string {
    return this.options.reroute?.(text) ?? text;
  }

  private write(path: string, text: string): void {
    writeFileSync(this.at(path), text);
  }

  private localize(text: string): string {
    // As /proc/net/tcp spells it: the four bytes turned round.
    const kernelAddress = Buffer.from(this.host.privateAddress.split(".").reverse().map(Number)).toString(
      "hex",
    );
    return (
      text
        // Before the paths of this chain come in, which are in /tmp themselves.
        .replaceAll('"/tmp/', `"${this.dir}/`)
        .replaceAll("????????:$port", `${kernelAddress.toUpperCase()}:$port`)
        .replaceAll("127.0.0.1", this.host.privateAddress)
        .replaceAll("datadir=/data", `datadir=${this.at("geth")}`)
        .replaceAll('"/data"', `"${this.at("app")}"`)
        .replaceAll("/control", this.at("control"))
        .replaceAll("/etc/geth", this.dir)
        .replaceAll("/etc/cordillera", this.dir)
        .replaceAll("/keys/nodekey", this.at("keys/geth_nodekey"))
        .replaceAll(/(?<![\w.-])\/keys\//g, `${this.at("keys")}/`)
    );
  }
}
