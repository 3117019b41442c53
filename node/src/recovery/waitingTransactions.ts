import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Logger } from "../logger";

interface PoolContent {
  pending: Record<string, Record<string, { hash: string }>>;
  queued: Record<string, Record<string, { hash: string }>>;
}

interface Answer {
  id: number;
  result?: unknown;
}

// A full pool at 600 transactions a second is far below; above it the peers' pools are what is left.
const most = 50_000;
const requestTimeoutMs = 3_000;

/**
 * Transactions that wait in geth's pool, kept over a stop of the whole host. geth's own journal is not used: it tracks
 * whatever anybody sends for as long as its nonce is to come, without a bound.
 */
export class WaitingTransactions {
  constructor(
    private readonly options: { path: string; rpcUrl: string; perRequest?: number },
    private readonly modules: { logger: Logger },
  ) {}

  /** Writes down what waits; the last thing before geth may go. Never an error: the stop goes on. */
  async keep(signal: AbortSignal): Promise<void> {
    const { logger } = this.modules;
    const texts: string[] = [];
    let waiting = 0;
    try {
      const [content] = await this.ask([{ method: "txpool_content", params: [] }], signal);
      const hashes = hashesOf(content as PoolContent);
      waiting = hashes.length;
      for await (const raw of this.askAll("eth_getRawTransactionByHash", hashes.slice(0, most), signal)) {
        if (typeof raw === "string" && raw.length > 2) texts.push(raw);
      }
    } catch (error) {
      logger.warn("not all waiting transactions could be read", { reason: (error as Error).message });
    }
    if (texts.length > 0) this.write(texts, waiting);
  }

  private write(texts: string[], waiting: number): void {
    const { path } = this.options;
    const { logger } = this.modules;
    try {
      writeFileSync(`${path}.new`, `${texts.join("\n")}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      logger.info("waiting transactions kept", { count: texts.length, leftOut: waiting - texts.length });
    } catch (error) {
      logger.warn("waiting transactions not kept", { reason: (error as Error).message });
    }
  }

  /** Gives them to geth again; those that were included meanwhile it refuses. */
  async giveBack(signal: AbortSignal): Promise<void> {
    const { path } = this.options;
    const { logger } = this.modules;
    if (!existsSync(path)) return;
    try {
      const kept = readFileSync(path, "utf8").split("\n").filter(Boolean);
      let taken = 0;
      for await (const hash of this.askAll("eth_sendRawTransaction", kept, signal)) if (hash) taken += 1;
      rmSync(path, { force: true });
      logger.info("waiting transactions given back", { kept: kept.length, taken });
    } catch (error) {
      // The file stays: the next start tries again.
      logger.warn("waiting transactions not given back", { reason: (error as Error).message });
    }
  }

  private async *askAll(method: string, each: string[], signal: AbortSignal): AsyncGenerator<unknown> {
    const { perRequest = 500 } = this.options;
    for (let from = 0; from < each.length; from += perRequest) {
      const calls = each.slice(from, from + perRequest).map((one) => ({ method, params: [one] }));
      yield* await this.ask(calls, signal);
    }
  }

  private async ask(calls: { method: string; params: unknown[] }[], signal: AbortSignal): Promise<unknown[]> {
    const requests = calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call }));
    const response = await fetch(this.options.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      // Alone, not as a batch of one: geth bounds what a batch answers, and a full pool is more.
      body: JSON.stringify(requests.length === 1 ? requests[0] : requests),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    const answers = [(await response.json()) as Answer | Answer[]].flat();
    return calls.map((_, id) => answers.find((answer) => answer.id === id)?.result);
  }
}

// In the order of their nonces, so that none has to wait for another when it comes back.
function hashesOf({ pending, queued }: PoolContent): string[] {
  return [pending, queued].flatMap((part) =>
    Object.values(part).flatMap((byNonce) =>
      Object.entries(byNonce)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, { hash }]) => hash),
    ),
  );
}
