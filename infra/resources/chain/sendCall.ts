import type { JsonRpcProvider, TransactionReceipt } from "ethers";
import { keccak256, toQuantity } from "ethers";
import { fault } from "../fault";
import { CallJournal, type SentCall } from "./callJournal";
import type { CallSigner } from "./callSigner";
import { type Fees, firstFees, raiseFees } from "./feePolicy";
import { gasFor } from "./gasFor";
import type { Call, Sending } from "./sending";

const pollMs = 250;

/** Sends calls of one account in order and sees each into a canonical block. */
export class CallSender {
  private readonly journal: CallJournal;
  /** Signed and not yet seen in a block. */
  private open: SentCall[] = [];

  constructor(
    private readonly client: JsonRpcProvider,
    private readonly chainId: number,
    private readonly signer: CallSigner,
    private readonly sending: Pick<Sending, "fees" | "timeoutSeconds" | "folder">,
  ) {
    this.journal = new CallJournal(sending.folder, signer.address);
  }

  /**
   * Ends what an earlier run has begun: transactions that it left behind are waited for, and replaced where they are
   * stuck.
   * @throws RECEIPT_TIMEOUT
   */
  async settle(): Promise<void> {
    this.open = await this.journal.read(this.chainId);
    for (const sent of [...this.open]) {
      // One that the chain does not know was never sent, or thrown away: the next call takes its nonce.
      if (!(await this.isKnown(sent.hashes))) break;
      await this.waitReceipt(sent);
    }
    await this.close();
    await this.waitPending();
  }

  /**
   * Sends calls one behind the other without waiting between them, then waits for all receipts.
   * @throws FEE_ABOVE_CAP, RECEIPT_TIMEOUT, CALL_REVERTED, NONCE_TAKEN
   */
  async send(calls: readonly Call[]): Promise<TransactionReceipt[]> {
    if (calls.length === 0) return [];
    const nonce = await this.nonceAt("latest");
    const gas = await gasFor(this.client, this.signer.address, calls);
    const fees = feeTexts(firstFees(await this.baseFee(), this.sending.fees));
    this.open = calls.map((call, i) => ({
      chainId: this.chainId,
      nonce: nonce + i,
      to: call.to,
      data: call.data,
      valueWei: call.valueWei,
      gasLimit: String(gas[i]),
      description: call.description,
      hashes: [],
      ...fees,
    }));
    await this.sign(this.open);
    const receipts: TransactionReceipt[] = [];
    for (const sent of this.open) {
      const receipt = await this.waitReceipt(sent);
      if (receipt.status !== 1) throw reverted(sent, receipt);
      receipts.push(receipt);
    }
    await this.close();
    return receipts;
  }

  private async sign(sent: SentCall[]): Promise<void> {
    const raws = await this.signer.sign(sent);
    sent.forEach((one, i) => {
      one.hashes.push(keccak256(raws[i]!));
    });
    await this.journal.write(this.open);
    for (const raw of raws) await this.broadcast(raw);
  }

  private async close(): Promise<void> {
    this.open = [];
    await this.journal.clear();
  }

  private async broadcast(raw: string): Promise<void> {
    await this.client.send("eth_sendRawTransaction", [raw]).catch((error: unknown) => {
      const text = messageOf(error);
      // Another try of the same nonce may be in a block already; the receipt tells.
      if (/already known|already imported|nonce too low|underpriced/i.test(text)) return;
      throw error;
    });
  }

  private async isKnown(hashes: string[]): Promise<boolean> {
    const found = await Promise.all(
      hashes.map((hash) => this.client.send("eth_getTransactionByHash", [hash])),
    );
    return found.some((transaction) => transaction !== null);
  }

  private async sendAgain(sent: SentCall): Promise<void> {
    const fees = raiseFees(feesOf(sent), this.sending.fees);
    if (!fees) return;
    Object.assign(sent, feeTexts(fees));
    await this.sign([sent]);
  }

  private async waitReceipt(sent: SentCall): Promise<TransactionReceipt> {
    const began = Date.now();
    let replaceAt = began + this.sending.fees.replaceAfterSeconds * 1000;
    while (Date.now() - began < this.sending.timeoutSeconds * 1000) {
      const receipt = await this.findReceipt(sent.hashes);
      if (receipt) return receipt;
      await this.refuseTakenNonce(sent);
      if (Date.now() >= replaceAt) {
        await this.sendAgain(sent);
        replaceAt = Date.now() + this.sending.fees.replaceAfterSeconds * 1000;
      }
      await new Promise((next) => setTimeout(next, pollMs));
    }
    throw fault("RECEIPT_TIMEOUT", `No receipt: ${sent.description}.`, {
      details: [
        ...sent.hashes.map((hash) => `transaction: ${hash}`),
        `nonce: ${sent.nonce}`,
        `waited: ${this.sending.timeoutSeconds} s`,
      ],
      fix: "See whether blocks are made with make status, then run pulumi up again: it ends this transaction first.",
    });
  }

  // A receipt counts when its block is still the block of that height.
  private async findReceipt(hashes: string[]): Promise<TransactionReceipt | undefined> {
    for (const hash of [...hashes].reverse()) {
      const receipt = await this.client.getTransactionReceipt(hash).catch(() => null);
      if (!receipt) continue;
      const block = await this.client
        .send("eth_getBlockByNumber", [toQuantity(receipt.blockNumber), false])
        .catch(() => null);
      if (block?.hash === receipt.blockHash) return receipt;
    }
    return undefined;
  }

  private async refuseTakenNonce(sent: SentCall): Promise<void> {
    if ((await this.nonceAt("latest")) <= sent.nonce) return;
    // The block may have come between the two questions.
    if (await this.findReceipt(sent.hashes)) return;
    await this.close();
    throw fault("NONCE_TAKEN", "Somebody else sends with this account's key.", {
      details: [`account: ${this.signer.address}`, `nonce: ${sent.nonce}`, ...sent.hashes],
      fix: "See to it that one pulumi at a time uses this key, then run pulumi up again.",
    });
  }

  private async waitPending(): Promise<void> {
    const deadline = Date.now() + this.sending.timeoutSeconds * 1000;
    const pending = await this.nonceAt("pending");
    while ((await this.nonceAt("latest")) < pending) {
      if (Date.now() > deadline) {
        throw fault("RECEIPT_TIMEOUT", "An earlier transaction of the account is not in a block.", {
          details: [
            `account: ${this.signer.address}`,
            `nonce: ${pending - 1}`,
            `waited: ${this.sending.timeoutSeconds} s`,
          ],
          fix: "See whether blocks are made with make status, then run pulumi up again.",
        });
      }
      await new Promise((next) => setTimeout(next, pollMs));
    }
  }

  private nonceAt(tag: "latest" | "pending"): Promise<number> {
    return this.client.getTransactionCount(this.signer.address, tag);
  }

  private async baseFee(): Promise<bigint> {
    return (await this.client.getBlock("latest"))?.baseFeePerGas ?? 0n;
  }
}

const reverted = ({ description }: SentCall, receipt: TransactionReceipt) =>
  fault("CALL_REVERTED", `The transaction was reverted: ${description}.`, {
    details: [
      `transaction: ${receipt.hash}`,
      `block: ${receipt.blockNumber}`,
      `gas used: ${receipt.gasUsed}`,
    ],
    fix: "Run pulumi up again; when it stays so, look at the transaction's trace.",
  });

interface FeeTexts {
  maxFeePerGas: string;
  maxPriorityFeePerGas: string;
}

const feeTexts = (fees: Fees): FeeTexts => ({
  maxFeePerGas: String(fees.maxFeePerGas),
  maxPriorityFeePerGas: String(fees.maxPriorityFeePerGas),
});

const feesOf = (sent: FeeTexts): Fees => ({
  maxFeePerGas: BigInt(sent.maxFeePerGas),
  maxPriorityFeePerGas: BigInt(sent.maxPriorityFeePerGas),
});

const messageOf = (error: unknown): string => {
  const { message, error: inner } = error as { message: string; error?: { message?: string } };
  return inner?.message ?? message;
};
