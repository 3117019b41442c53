import { setTimeout as delay } from "node:timers/promises";
import { hexlify, randomBytes, Wallet } from "ethers";
import { faucet } from "../node/faucet";
import type { Validator } from "../node/validator";
import type { Seeded } from "./seeded";

const accounts = 20;
const gasPrice = 10n ** 11n;
const fundingWei = 10n ** 20n;
// A pool that died with its geth took transactions along: the account begins again at what the chain knows.
const resyncAfterMs = 15_000;

interface Account {
  wallet: Wallet;
  nonce: number;
  movedAtMs: number;
  known: number;
}

/** Transfers at a steady rate to whichever validator answers. */
export class Load {
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  sent = 0;
  refused = 0;

  constructor(
    private readonly validators: readonly Validator[],
    private readonly options: { perSecond: number; chainId: number; random: Seeded },
  ) {}

  async start(): Promise<void> {
    const { random, chainId } = this.options;
    const nowMs = Date.now();
    const all = Array.from({ length: accounts }, (_, index): Account => {
      const key = `0x${(BigInt(random.seed + 1) * 1000n + BigInt(index + 1)).toString(16).padStart(64, "0")}`;
      return { wallet: new Wallet(key), nonce: 0, movedAtMs: nowMs, known: 0 };
    });
    const from = Number(
      await this.ask(this.validators[0]!, "eth_getTransactionCount", [faucet.address, "pending"]),
    );
    for (const [index, { wallet }] of all.entries()) {
      const raw = await faucet.signTransaction({
        ...{
          to: wallet.address,
          value: fundingWei,
          nonce: from + index,
          chainId,
          type: 0,
          gasPrice,
          gasLimit: 21_000,
        },
      });
      await this.ask(this.validators[0]!, "eth_sendRawTransaction", [raw]);
    }
    this.running = this.run(all);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(all: Account[]): Promise<void> {
    const { perSecond, random } = this.options;
    await delay(5_000, undefined, { signal: this.stopped.signal }).catch(() => {});
    while (!this.stopped.signal.aborted) {
      const startedMs = Date.now();
      await Promise.all(
        random
          .shuffled(all)
          .slice(0, Math.max(1, Math.round(perSecond / 2)))
          .map((account) => this.send(account)),
      );
      const restMs = Math.max(10, 500 - (Date.now() - startedMs));
      await delay(restMs, undefined, { signal: this.stopped.signal }).catch(() => {});
    }
  }

  private async send(account: Account): Promise<void> {
    const through = this.options.random.pick(this.validators);
    try {
      await this.resync(account, through);
      const raw = await account.wallet.signTransaction({
        to: hexlify(randomBytes(20)),
        value: 1n,
        nonce: account.nonce,
        chainId: this.options.chainId,
        type: 0,
        gasPrice,
        gasLimit: 21_000,
      });
      await this.ask(through, "eth_sendRawTransaction", [raw]);
      account.nonce += 1;
      this.sent += 1;
    } catch {
      this.refused += 1;
    }
  }

  private async resync(account: Account, through: Validator): Promise<void> {
    if (Date.now() - account.movedAtMs < resyncAfterMs) return;
    const known = Number(
      await this.ask(through, "eth_getTransactionCount", [account.wallet.address, "latest"]),
    );
    if (known === account.known || known > account.nonce) account.nonce = known;
    account.known = known;
    account.movedAtMs = Date.now();
  }

  private async ask(through: Validator, method: string, params: unknown[]): Promise<string> {
    const answer = await fetch(through.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(2000)]),
    });
    const { result, error } = (await answer.json()) as { result?: string; error?: { message: string } };
    if (error || result === undefined) throw new Error(error?.message ?? "no result");
    return result;
  }
}
