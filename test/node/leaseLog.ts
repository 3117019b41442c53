import { Interface, type JsonRpcProvider } from "ethers";
import { openChain } from "../../infra/resources/chain/chainClient";
import { contractAbis } from "../../infra/resources/contracts/contractAbi";
import type { LocalChain } from "./localChain";
import type { Validator } from "./validator";

const abi = new Interface(contractAbis.AndeSequencerCoordinator);

export interface LeaseEvent {
  name: "LeaderRotated" | "TimeoutDetected";
  block: number;
  /** Number of the lease: that began, or that was lost. */
  rotation: number;
  /** Consensus address of the new leader, or of who lost it. */
  who: string;
  reason?: string;
}

/** What the coordinator on a chain of tests was told of leases. */
export class LeaseLog {
  private readonly client: JsonRpcProvider;

  constructor(
    private readonly chain: LocalChain,
    private readonly at: { coordinator: string; through: Validator },
  ) {
    this.client = openChain({ rpcUrl: at.through.rpcUrl, chainId: chain.plan.chainId });
  }

  close(): void {
    this.client.destroy();
  }

  /** In the order of the chain. */
  async events(): Promise<LeaseEvent[]> {
    const logs = await this.client.getLogs({ address: this.at.coordinator, fromBlock: 0 });
    return logs.flatMap((log): LeaseEvent[] => {
      const event = abi.parseLog(log);
      const block = log.blockNumber;
      if (event?.name === "LeaderRotated") {
        const { rotation, newLeader, reason } = event.args;
        return [{ name: event.name, block, rotation: Number(rotation), who: this.whose(newLeader), reason }];
      }
      if (event?.name !== "TimeoutDetected") return [];
      const { rotation, leader } = event.args;
      return [{ name: event.name, block, rotation: Number(rotation), who: this.whose(leader) }];
    });
  }

  /** Who sent the transaction in which a lease was told. */
  async tellerOf(rotation: number): Promise<string | undefined> {
    const topics = [abi.getEvent("LeaderRotated")!.topicHash, `0x${rotation.toString(16).padStart(64, "0")}`];
    const [log] = await this.client.getLogs({ address: this.at.coordinator, fromBlock: 0, topics });
    const transaction = log && (await this.client.getTransaction(log.transactionHash));
    return transaction?.from.toLowerCase();
  }

  private whose(owner: string): string {
    const one = this.chain.validators.find(({ identity }) => identity.ownerAddress === owner);
    return one?.identity.consensusAddress ?? owner;
  }
}
