import {
  type Contract,
  ContractFactory,
  type ContractTransactionResponse,
  Contract as Deployed,
  getCreateAddress,
  Interface,
  JsonRpcProvider,
  NonceManager,
  parseEther,
  Wallet,
  ZeroHash,
} from "ethers";
import { readArtifact } from "../../infra/components/artifacts";
import { contractAbis } from "../../infra/resources/contracts/contractAbi";
import { proxyAddress } from "../../infra/resources/contracts/contractAddress";
import { placeOf, readEvmKey } from "../../node/src/keys/evmKeyFiles";
import { readOwnerKey } from "../../node/src/keys/ownerKey";
import { signConsent } from "../../node/src/registration/signerConsent";
import { faucet } from "./faucet";
import type { Validator } from "./validator";

const root = `${__dirname}/../..`;
const chainId = 1234;
/** Stake of one power. */
const stake = parseEther("1000");
const day = 86_400;

type Name = keyof typeof contractAbis;

// In the order in which the faucet's first transactions make them.
const deployed = [
  "ProxyFactory",
  "AndeToken",
  "AndeRegistry",
  "AndeConsensus",
  "AndeSequencerCoordinator",
] as const;
const madeAt = (name: (typeof deployed)[number]) =>
  getCreateAddress({ from: faucet.address, nonce: deployed.indexOf(name) });
const proxyOf = (salt: string) =>
  proxyAddress({
    factory: madeAt("ProxyFactory"),
    sender: faucet.address,
    salt,
    bytecode: readArtifact(root, "AndeProxy").bytecode,
  });
const salts = { consensus: ZeroHash, coordinator: `0x${"1".padStart(64, "0")}` };

/** Where the contracts of a chain will stand, for its genesis. */
export const contractsToCome = () => ({
  consensus: proxyOf(salts.consensus).toLowerCase(),
  coordinator: proxyOf(salts.coordinator).toLowerCase(),
});

export interface LeaseEvent {
  name: "LeaderRotated" | "TimeoutDetected";
  block: number;
  /** Number of the lease: that began, or that was lost. */
  rotation: number;
  /** Consensus address of the new leader, or of who lost it. */
  who: string;
  reason?: string;
}

/** The real contracts on a chain of real processes, deployed and filled by transactions. */
export class CoordinatorOnChain {
  readonly coordinator: Contract;
  private readonly rich: NonceManager;
  private readonly provider: JsonRpcProvider;
  private readonly at = contractsToCome();
  private readonly owners = new Map<string, Validator>();

  constructor(through: Validator) {
    this.provider = new JsonRpcProvider(through.rpcUrl, chainId, {
      staticNetwork: true,
      pollingInterval: 200,
      cacheTimeout: -1,
    });
    this.rich = new NonceManager(faucet.connect(this.provider));
    this.coordinator = this.contract("AndeSequencerCoordinator", this.at.coordinator);
  }

  close(): void {
    this.provider.destroy();
  }

  /** All contracts, as `up` deploys them; lengths of the lease do not matter where it is proven. */
  async deploy(): Promise<void> {
    const admin = faucet.address;
    await this.make("ProxyFactory");
    await this.make("AndeToken", admin, parseEther("1000000000"));
    await this.make("AndeRegistry", admin);
    await this.make("AndeConsensus");
    await this.make("AndeSequencerCoordinator");
    const factory = this.contract("ProxyFactory", madeAt("ProxyFactory"));
    const [token, registry] = [madeAt("AndeToken"), madeAt("AndeRegistry")];
    const initialiser = (name: Name, args: unknown[]) =>
      new Interface(contractAbis[name]).encodeFunctionData("initialize", args);
    const consensusCall = initialiser("AndeConsensus", [
      admin,
      token,
      registry,
      admin,
      [stake, stake, day, 1000, 20],
    ]);
    await factory.deploy!(salts.consensus, madeAt("AndeConsensus"), consensusCall);
    const coordinatorCall = initialiser("AndeSequencerCoordinator", [
      ...[admin, token, admin, this.at.consensus, admin],
      [stake, day, day, 100, 10, 50, stake],
    ]);
    const last = await factory.deploy!(
      salts.coordinator,
      madeAt("AndeSequencerCoordinator"),
      coordinatorCall,
    );
    await last.wait();
    const ande = this.contract("AndeToken", token);
    // Neither waits for the other: their gas cannot be estimated.
    const gas = { gasLimit: 200_000 };
    await ande.grantRole!(await ande.MINTER_ROLE!(), admin, gas);
    await (await ande.setMintAllowance!(admin, parseEther("100000000"), gas)).wait();
  }

  /** Every validator by its own keys; sequencers in the coordinator too. Hot keys of `poor` get no gas money. */
  async register(
    validators: Validator[],
    { witnesses = [] as Validator[], poor = [] as Validator[] } = {},
  ): Promise<void> {
    const ande = this.contract("AndeToken", madeAt("AndeToken"));
    let last: ContractTransactionResponse | undefined;
    for (const one of validators) {
      const owner = new Wallet(`0x${readOwnerKey(one.at("keys")).toString("hex")}`);
      this.owners.set(owner.address, one);
      await this.rich.sendTransaction({ to: owner.address, value: parseEther("1") });
      if (!poor.includes(one)) await this.fundHotKey(one);
      last = await ande.mint!(owner.address, 20n * stake);
    }
    await last?.wait();
    const registered = validators.map((one) => this.registerOne(one, !witnesses.includes(one)));
    await Promise.all(registered);
  }

  async fundHotKey({ identity }: Validator): Promise<void> {
    await this.rich.sendTransaction({ to: identity.evmAddress, value: parseEther("1") });
  }

  /** Takes from a hot key what it was given and what it earned as an author. */
  async emptyHotKey(one: Validator): Promise<void> {
    const key = readEvmKey(placeOf(one.at("keys")));
    const wallet = new Wallet(`0x${Buffer.from(key).toString("hex")}`, this.provider);
    const block = (await this.provider.getBlock("latest"))!;
    const gasPrice = 2n * block.baseFeePerGas! + 10n ** 6n;
    const fee = { type: 0, gasLimit: 21_000n, gasPrice };
    const value = (await this.provider.getBalance(wallet.address)) - fee.gasLimit * gasPrice;
    if (value > 0n) await (await wallet.sendTransaction({ ...fee, to: faucet.address, value })).wait();
  }

  /** What the coordinator said of leases, in order. */
  async events(): Promise<LeaseEvent[]> {
    const logs = await this.provider.getLogs({ address: this.at.coordinator, fromBlock: 0 });
    return logs.flatMap((log): LeaseEvent[] => {
      const event = this.coordinator.interface.parseLog(log);
      const consensusAddress = (owner: string) => this.owners.get(owner)?.identity.consensusAddress ?? owner;
      const block = log.blockNumber;
      if (event?.name === "LeaderRotated") {
        const { rotation, newLeader, reason } = event.args;
        return [
          { name: event.name, block, rotation: Number(rotation), who: consensusAddress(newLeader), reason },
        ];
      }
      if (event?.name !== "TimeoutDetected") return [];
      const { rotation, leader } = event.args;
      return [{ name: event.name, block, rotation: Number(rotation), who: consensusAddress(leader) }];
    });
  }

  /** Who sent the transaction in which a lease was told. */
  async tellerOf(rotation: number): Promise<string | undefined> {
    const topics = [
      this.coordinator.interface.getEvent("LeaderRotated")!.topicHash,
      `0x${rotation.toString(16).padStart(64, "0")}`,
    ];
    const [log] = await this.provider.getLogs({ address: this.at.coordinator, fromBlock: 0, topics });
    const transaction = log && (await this.provider.getTransaction(log.transactionHash));
    return transaction?.from.toLowerCase();
  }

  private async registerOne(one: Validator, isSequencer: boolean): Promise<void> {
    const key = readOwnerKey(one.at("keys"));
    const owner = new NonceManager(new Wallet(`0x${key.toString("hex")}`, this.provider));
    const validator = await owner.getAddress();
    const [token, consensus, coordinator] = (
      [
        ["AndeToken", madeAt("AndeToken")],
        ["AndeConsensus", this.at.consensus],
        ["AndeSequencerCoordinator", this.at.coordinator],
      ] as const
    ).map(([name, at]) => this.contract(name, at, owner)) as [Contract, Contract, Contract];
    const peerId = `0x${Buffer.from(one.identity.consensusPublicKey, "base64").toString("hex")}`;
    const consent = signConsent(
      { chainId: BigInt(chainId), consensus: this.at.consensus, validator },
      readEvmKey(placeOf(one.at("keys"))),
    );
    // Later ones are only possible once the earlier ones are done: their gas cannot be estimated.
    const gas = { gasLimit: 2_000_000 };
    const power = BigInt(one.power);
    await token.approve!(this.at.consensus, power * stake, gas);
    const register = "registerValidator(bytes32,string,uint256)";
    const calls = [await consensus.getFunction(register)(peerId, one.rpcUrl, power * stake, gas)];
    calls.push(await consensus.setSigner!(one.identity.evmAddress, consent, gas));
    if (isSequencer) {
      await token.approve!(this.at.coordinator, power * stake, gas);
      calls.push(await coordinator.registerSequencer!(power * stake, one.rpcUrl, peerId, gas));
    }
    for (const call of calls) await call.wait();
  }

  private async make(name: Name, ...args: unknown[]): Promise<void> {
    const factory = new ContractFactory(
      new Interface(contractAbis[name]),
      readArtifact(root, name).bytecode,
      this.rich,
    );
    await factory.deploy(...args, { gasLimit: 12_000_000 });
  }

  private contract(name: Name, at: string, by = this.rich): Contract {
    return new Deployed(at, new Interface(contractAbis[name]), by);
  }
}
