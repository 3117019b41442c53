import { Interface, Transaction } from "ethers";
import { contractAbis } from "../contracts/abi";
import { refusalOf } from "../engine/faults";
import type { CoordinatorChain, Receipt, Rotation, Trial } from "../mirror/coordinator";

// AndeSequencerCoordinator behind a pool, for tests; nothing of the program imports it.

const abi = new Interface(contractAbis.AndeSequencerCoordinator);
const epochOf = (data: string): number => Number(abi.decodeFunctionData("proveLease", data)[0].epoch);

export class FakeCoordinator implements CoordinatorChain {
  /** Undefined: no contract stands there. */
  known: Rotation | undefined = { epoch: 1, isProven: true };
  /** Leases whose holders are no sequencers. */
  strangers: number[] = [];
  pool: Transaction[] = [];
  /** All that the pool took, in order. */
  sent: Transaction[] = [];
  isPoor = false;
  isAway = false;
  /** Blocks pass over what waits. */
  isFull = false;
  /** Calls fail once they are in a block. */
  isReverting = false;
  asked = 0;
  private mined = 0;
  private readonly receipts = new Map<string, Receipt>();

  /** A block of this number: what waits is executed. */
  mine(blockNumber: number): void {
    if (this.isFull) return;
    for (const { hash, data } of this.pool.splice(0)) {
      const epoch = epochOf(data);
      const isSuccess = !this.isReverting && epoch > this.known!.epoch;
      if (isSuccess) this.known = { epoch, isProven: true };
      this.receipts.set(hash!, { isSuccess, blockNumber });
      this.mined += 1;
    }
  }

  async rotation(): Promise<Rotation | undefined> {
    this.asked += 1;
    if (this.isAway) throw refused("eth_call", "away");
    return this.known;
  }

  async header(blockNumber: number): Promise<Buffer> {
    return Buffer.from([blockNumber]);
  }

  async try({ data }: { data: Buffer }): Promise<Trial> {
    const isStranger = this.strangers.includes(epochOf(`0x${data.toString("hex")}`));
    return isStranger ? { refused: "HolderUnknown" } : { gas: 300_000n };
  }

  async nonce(): Promise<number> {
    return this.mined;
  }

  async fees() {
    return { baseFeePerGas: 10n, tipPerGas: 0n };
  }

  async send(raw: string): Promise<string> {
    const one = Transaction.from(raw);
    const method = "eth_sendRawTransaction";
    if (this.isPoor) throw refused(method, "insufficient funds for gas * price + value: balance 0");
    const same = this.pool.find(({ nonce }) => nonce === one.nonce);
    if (same?.hash === one.hash) throw refused(method, "already known");
    if (same && one.maxFeePerGas! * 10n < same.maxFeePerGas! * 11n) {
      throw refused(method, "replacement transaction underpriced");
    }
    this.pool = [...this.pool.filter((each) => each !== same), one];
    this.sent.push(one);
    return one.hash!;
  }

  async receipt(hash: string): Promise<Receipt | undefined> {
    return this.receipts.get(hash);
  }
}

const refused = (method: string, message: string) => refusalOf(method, { code: -32000, message });
