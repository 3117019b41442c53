import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Interface, type JsonRpcProvider, parseEther } from "ethers";
import { planFunding, planOperator } from "../../infra/components/operators";
import {
  type Deployment,
  planDeployment,
  registrationContracts,
} from "../../infra/components/planDeployment";
import { readSources } from "../../infra/components/plannedDeployment";
import type { Plan } from "../../infra/plan/plan";
import { openChain } from "../../infra/resources/chain/chainClient";
import { requestOf } from "../../infra/resources/chain/hostSigner";
import { contractAbis } from "../../infra/resources/contracts/contractAbi";
import { ensureContract } from "../../infra/resources/contracts/deployContract";
import { settleState } from "../../infra/resources/contracts/settleState";
import {
  type RegistrationSigner,
  registerWith,
  unregisterWith,
} from "../../infra/resources/members/registerHost";
import { faucet } from "./faucet";
import type { LocalChain } from "./localChain";
import { bundlePath } from "./tools";
import type { Validator } from "./validator";

const rootDir = join(__dirname, "../..");

/** What `up` would deploy on a chain of tests, with the faucet as deployer. */
export function planContractsOf(plan: Plan, at: { keyFile?: string } = {}): Deployment {
  const sources = readSources(plan, { rootDir });
  const ownDeployer = { address: faucet.address, ...(at.keyFile ? { keyFile: at.keyFile } : {}) };
  return planDeployment(plan, { ownDeployer, ...sources, recorded: undefined });
}

/** The network's contracts on a chain of real processes, deployed and used by the program's own code. */
export class ChainContracts {
  private readonly client: JsonRpcProvider;
  private readonly deployment: Deployment;
  private readonly rpcUrl: string;

  constructor(private readonly chain: LocalChain) {
    const { rpcUrl } = chain.validators[0]!;
    const keyFile = join(chain.dir, "faucet_key");
    writeFileSync(keyFile, faucet.privateKey, { mode: 0o600 });
    // As the program has it: ethers' own keeps answers for a while, and a receipt that came in between is not seen.
    this.client = openChain({ rpcUrl, chainId: chain.plan.chainId });
    this.rpcUrl = rpcUrl;
    this.deployment = planContractsOf(chain.plan, { keyFile });
    for (const inputs of [
      ...Object.values(this.deployment.contracts),
      ...Object.values(this.deployment.states),
    ]) {
      inputs.sending = this.sending;
    }
  }

  get addresses() {
    return registrationContracts(this.deployment);
  }

  close(): void {
    this.client.destroy();
  }

  /** Deploys all, and gives every validator's owner gas and stake; hot keys their gas where they tell leases. */
  async deploy({ tellLeases = false } = {}): Promise<void> {
    for (const inputs of Object.values(this.deployment.contracts))
      await ensureContract({ ...inputs, rpcUrl: this.rpcUrl });
    for (const inputs of Object.values(this.deployment.states))
      await settleState({ ...inputs, rpcUrl: this.rpcUrl });
    const owners = this.chain.validators.map((one) => ({
      host: one.name,
      operator: this.operatorOf(one),
      stakeWei: this.stakeWei(one),
    }));
    const items = planFunding(this.addresses, { admin: faucet.address, owners, tellLeases });
    await settleState({ ...this.registration(this.chain.validators[0]!), name: "operators", items });
  }

  /** As `up` registers a host; the keys stay in its folder. */
  async register(one: Validator): Promise<void> {
    await registerWith(this.client, this.registration(one), this.signerOf(one));
  }

  async unregister(one: Validator): Promise<void> {
    await unregisterWith(this.client, this.registration(one), this.signerOf(one));
  }

  /** EVM blocks of an event of AndeConsensus about this validator. */
  async blocksOf(event: string, one: Validator): Promise<number[]> {
    const abi = new Interface(contractAbis.AndeConsensus);
    const owner = `0x${one.identity.ownerAddress.slice(2).toLowerCase().padStart(64, "0")}`;
    const topics = [abi.getEvent(event)!.topicHash, owner];
    const logs = await this.client.getLogs({ address: this.addresses.consensus, topics, fromBlock: 0 });
    return logs.map(({ blockNumber }) => blockNumber);
  }

  private get sending() {
    return { ...this.deployment.sending, folder: join(this.chain.dir, "calls") };
  }

  private stakeWei(one: Validator): bigint {
    const perPower = parseEther(String(this.chain.plan.contracts.parameters.stakePerPowerAnde));
    return perPower * BigInt(this.hostOf(one).power);
  }

  private hostOf = (one: Validator) => this.chain.plan.hosts.find(({ name }) => name === one.name)!;

  private operatorOf = (one: Validator) => planOperator(this.hostOf(one), one.identity);

  private registration(one: Validator) {
    return {
      name: one.name,
      rpcUrl: this.rpcUrl,
      chainId: this.chain.plan.chainId,
      sending: this.sending,
      contracts: this.addresses,
      operator: this.operatorOf(one),
      stakeWei: String(this.stakeWei(one)),
    };
  }

  private signerOf(one: Validator): RegistrationSigner {
    const ask = (command: string[], input = "") =>
      JSON.parse(
        execFileSync(process.execPath, [bundlePath, ...command, "--dir", one.at("keys")], {
          encoding: "utf8",
          input,
        }),
      );
    return {
      address: one.identity.ownerAddress,
      sign: async (calls) => ask(["sign-registration"], JSON.stringify(calls.map(requestOf))),
      consent: async (chainId, consensus) =>
        ask(["sign-consent", "--chain-id", String(chainId), "--consensus", consensus]),
    };
  }
}
