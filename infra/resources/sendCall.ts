import type { JsonRpcProvider, TransactionReceipt, Wallet } from "ethers";
import { keccak256, toQuantity } from "ethers";
import { CallJournal, type SentCall } from "./callJournal";
import { fault } from "./fault";
import { type Fees, firstFees, raiseFees } from "./feePolicy";
import type { Call, Sending } from "./sending";

const pollMs = 250;

/** Sends calls of one account, one after the other, each until its receipt stands in a canonical block. */
export class CallSender {
  private readonly journal: CallJournal;

  constructor(
    private readonly client: JsonRpcProvider,
    private readonly chainId: number,
    private readonly wallet: Wallet,
    private readonly sending: Pick<Sending, "fees" | "timeoutSeconds" | "folder">,
  ) {
    this.journal = new CallJournal(sending.folder, wallet.address);
  }

  /**
   * Ends what an earlier run has begun: a transaction that it left behind is waited for, and replaced where it is
   * stuck.
   * @throws RECEIPT_TIMEOUT
   */
  async settle(): Promise<void> {
    const sent = await this.journal.read(this.chainId);
    // One that the chain does not know was never sent, or thrown away: the next call takes its nonce.
    if (sent && (await this.isKnown(sent.hashes))) await this.waitReceipt(sent);
    await this.journal.clear();
    await this.waitPending();
  }

  /** @throws FEE_ABOVE_CAP, RECEIPT_TIMEOUT, CALL_REVERTED, NONCE_TAKEN */
  async send(call: Call): Promise<TransactionReceipt> {
    const request = { from: this.wallet.address, to: call.to, data: call.data, value: BigInt(call.valueWei) };
    const gasLimit = ((await this.client.estimateGas(request)) * 11n) / 10n;
    const fees = firstFees(await this.baseFee(), this.sending.fees);
    const receipt = await this.waitReceipt(
      await this.sign(
        {
          chainId: this.chainId,
          nonce: await this.nonceAt("latest"),
          to: call.to,
          data: call.data,
          valueWei: call.valueWei,
          gasLimit: String(gasLimit),
          description: call.description,
          hashes: [],
        },
        fees,
      ),
    );
    await this.journal.clear();
    if (receipt.status === 1) return receipt;
    throw fault("CALL_REVERTED", `The transaction was reverted: ${call.description}.`, {
      details: [
        `transaction: ${receipt.hash}`,
        `block: ${receipt.blockNumber}`,
        `gas used: ${receipt.gasUsed}`,
      ],
      fix: "Run pulumi up again; when it stays so, look at the transaction's trace.",
    });
  }

  private async sign(call: Omit<SentCall, keyof FeeTexts>, fees: Fees): Promise<SentCall> {
    const raw = await this.wallet.signTransaction({
      type: 2,
      chainId: this.chainId,
      nonce: call.nonce,
      to: call.to,
      data: call.data,
      value: BigInt(call.valueWei),
      gasLimit: BigInt(call.gasLimit),
      ...fees,
    });
    const sent = { ...call, ...feeTexts(fees), hashes: [...call.hashes, keccak256(raw)] };
    await this.journal.write(sent);
    await this.broadcast(raw);
    return sent;
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
    const fees = raiseFees(feesOf(sent), this.sending.fees) ?? feesOf(sent);
    Object.assign(sent, await this.sign(sent, fees));
  }

  private async waitReceipt(first: SentCall): Promise<TransactionReceipt> {
    const sent = { ...first };
    const began = Date.now();
    let replaceAt = began + this.sending.fees.replaceAfterSeconds * 1000;
    while (Date.now() - began < this.sending.timeoutSeconds * 1000) {
      const receipt = await this.findReceipt(sent.hashes);
      if (receipt) return receipt;
      await this.refuseTakenNonce(sent);
      if (Date.now() >= replaceAt) {
        if (raiseFees(feesOf(sent), this.sending.fees)) await this.sendAgain(sent);
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
    await this.journal.clear();
    throw fault("NONCE_TAKEN", "Somebody else sends with the deployer's key.", {
      details: [`deployer: ${this.wallet.address}`, `nonce: ${sent.nonce}`, ...sent.hashes],
      fix: "See to it that one pulumi at a time uses this key, then run pulumi up again.",
    });
  }

  private async waitPending(): Promise<void> {
    const deadline = Date.now() + this.sending.timeoutSeconds * 1000;
    const pending = await this.nonceAt("pending");
    while ((await this.nonceAt("latest")) < pending) {
      if (Date.now() > deadline) {
        throw fault("RECEIPT_TIMEOUT", "An earlier transaction of the deployer is not in a block.", {
          details: [
            `deployer: ${this.wallet.address}`,
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
    return this.client.getTransactionCount(this.wallet.address, tag);
  }

  private async baseFee(): Promise<bigint> {
    return (await this.client.getBlock("latest"))?.baseFeePerGas ?? 0n;
  }
}

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
