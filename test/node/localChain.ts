import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HDNodeWallet, type TransactionReceipt } from "ethers";
import { registrationContracts } from "../../infra/components/planDeployment";
import type { Plan, PlannedHost } from "../../infra/plan/plan";
import { planContracts } from "../../infra/plan/planContracts";
import { renderGenesis } from "../../infra/render/genesis";
import { openChain } from "../../infra/resources/chain/chainClient";
import { planContractsOf } from "./chainContracts";
import { faucet } from "./faucet";
import { prepareTools } from "./tools";
import { Validator } from "./validator";

export interface ChainOptions {
  /** In place of what every chain here has. */
  plan?: Partial<Pick<Plan, "lease" | "blockIntervalMs">>;
  /** Before any process starts. */
  prepareNetwork?: (addresses: string[]) => Promise<void>;
  /** The files of the validator at this place, with other addresses for its peers. */
  reroute?: (from: number, text: string) => string;
  appEnvironment?: (dir: string) => Record<string, string>;
  lease?: Plan["lease"];
  /** The chain reads the contracts that the faucet's account will deploy on it. */
  hasContracts?: boolean;
  /** So many of the last ones are no validators of the genesis. */
  joiners?: number;
  /** So many of the last ones are witnesses. */
  witnesses?: number;
  /** The last one's consensus key, ed25519 in base64, is held by a remote signer. */
  remoteSignerKey?: string;
}

/** Real geth, real CometBFT and the real node package, `count` validators in one folder. */
export class LocalChain {
  private constructor(
    readonly dir: string,
    readonly plan: Plan,
    readonly validators: Validator[],
  ) {}

  static async start(count: number, options: ChainOptions = {}): Promise<LocalChain> {
    prepareTools();
    const dir = mkdtempSync(join(tmpdir(), "chain-"));
    const plan = { ...planChain(count, options), ...options.plan };
    await options.prepareNetwork?.(plan.hosts.map((host) => host.privateAddress));
    const validators = plan.hosts.map((host, index) => {
      const home = join(dir, host.name);
      mkdirSync(home);
      return new Validator(home, host, plan, {
        reroute: options.reroute && ((text) => options.reroute!(index, text)),
        appEnvironment: options.appEnvironment?.(home),
      });
    });
    const facts = Object.fromEntries(validators.map((one) => [one.name, one.identity]));
    const born = { ...plan, hosts: plan.hosts.slice(0, count - (options.joiners ?? 0)) };
    const genesis = renderGenesis(born, facts, {
      fundedAddresses: [faucet.address],
      contracts: options.hasContracts ? registrationContracts(planContractsOf(plan)) : undefined,
    });
    const nowMs = Date.now();
    const stamped = {
      comet: { genesis_time: new Date(nowMs).toISOString(), ...genesis.comet },
      geth: { timestamp: `0x${Math.floor(nowMs / 1000).toString(16)}`, ...genesis.geth },
    };
    for (const one of validators) one.writeFiles(plan, facts, stamped);
    for (const one of validators) one.start();
    return new LocalChain(dir, plan, validators);
  }

  async stop(): Promise<void> {
    await Promise.all(this.validators.map((one) => one.stop()));
    if (!process.env.KEEP_CHAIN) rmSync(this.dir, { recursive: true, force: true });
  }

  /** All these validators at the height; @throws with every status when it takes longer. */
  async waitForHeight(height: number, { timeoutMs = 60_000, of = this.validators } = {}): Promise<void> {
    await until(async () => (await this.heights(of)).every((one) => one >= height), {
      timeoutMs,
      what: async () => `height ${height} (at ${(await this.heights(of)).join(", ")})`,
    });
  }

  async heights(of = this.validators): Promise<number[]> {
    return Promise.all(
      of.map((one) =>
        one.status().then(
          (status) => status.height,
          () => -1,
        ),
      ),
    );
  }

  async topHeight(): Promise<number> {
    return Math.max(...(await this.heights()));
  }

  /** Header times in milliseconds, by height. */
  async headerTimes(from: number, to: number): Promise<number[]> {
    const times: number[] = [];
    for (let least = from; least <= to; least += 20) {
      const most = Math.min(to, least + 19);
      const page = await this.validators[0]!.comets<{ block_metas: { header: { time: string } }[] }>(
        `/blockchain?minHeight=${least}&maxHeight=${most}`,
      );
      times.push(...page.block_metas.map((meta) => Date.parse(meta.header.time)).reverse());
    }
    return times;
  }

  /** Milliseconds from header to header. */
  async intervals(from: number, to: number): Promise<number[]> {
    const times = await this.headerTimes(from, to);
    return times.slice(1).map((time, index) => time - times[index]!);
  }

  /** Sends one ether to a fresh address through this validator and waits for the receipt. */
  async transfer(through = this.validators[0]!): Promise<TransactionReceipt> {
    const provider = openChain({ rpcUrl: through.rpcUrl, chainId: this.plan.chainId });
    try {
      const wallet = faucet.connect(provider);
      const sent = await wallet.sendTransaction({
        to: HDNodeWallet.createRandom().address,
        value: 10n ** 18n,
      });
      const receipt = await sent.wait(1, 30_000);
      return receipt!;
    } finally {
      provider.destroy();
    }
  }
}

/** Polls until true. @throws naming what did not come */
export async function until(
  check: () => Promise<boolean>,
  { timeoutMs, what }: { timeoutMs: number; what: () => Promise<string> },
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    if (Date.now() > endMs) throw new Error(`not within ${timeoutMs} ms: ${await what()}`);
    await delay(100);
  }
}

// A network number of its own per chain, so that several test runs share a machine: 127.x.y.1 to 127.x.y.n.
function planChain(count: number, { lease, witnesses = 0, remoteSignerKey }: ChainOptions): Plan {
  const subnet = `127.${1 + (process.pid % 250)}.${1 + Math.floor(Math.random() * 250)}`;
  const hosts = Array.from({ length: count }, (_, index): PlannedHost => {
    const service = (name: "geth" | "app" | "cometbft") => ({
      name,
      image: "none",
      ports: [],
      memoryMb: 0,
      pidsLimit: 0,
      stopGraceSeconds: 60,
    });
    return {
      name: `v${index + 1}`,
      provider: "docker",
      region: "local",
      roles: [index < count - witnesses ? "sequencer" : "witness"],
      power: 10,
      privateAddress: `${subnet}.${index + 1}`,
      services: [service("geth"), service("app"), service("cometbft")],
      ...(remoteSignerKey && index === count - 1
        ? { remoteSigner: { publicKey: remoteSignerKey, fromMesh: [`${subnet}.0/24`], fromOutside: [] } }
        : {}),
      publish: [],
      labels: {},
    };
  });
  return {
    stack: "test",
    network: "test",
    environment: "local",
    chainId: 1234,
    consensusChainId: "test-1234",
    blockIntervalMs: 2000,
    gasLimit: 60_000_000,
    lease: lease ?? { blocks: 100, missesToFailOver: 10 },
    release: { name: "none", images: {} as Plan["release"]["images"] },
    privateCidr: `${subnet}.0/24`,
    contracts: planContracts({ contracts: undefined, chainId: 1234, environment: "local" }),
    hosts,
    firewall: [],
    egress: [],
    waves: [],
    warnings: [],
  };
}
