import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** A transaction that was signed and may have been sent: nothing in it is secret. */
export interface SentCall {
  chainId: number;
  nonce: number;
  to: string;
  data: string;
  valueWei: string;
  gasLimit: string;
  maxFeePerGas: string;
  maxPriorityFeePerGas: string;
  description: string;
  /** All tries of this nonce, the last one last. */
  hashes: string[];
}

/** Where a killed run leaves word of its transactions, so that the next one ends them instead of beginning others. */
export class CallJournal {
  private readonly file: string;

  constructor(
    private readonly folder: string,
    sender: string,
  ) {
    this.file = join(resolve(folder), `sent-${sender.toLowerCase()}.json`);
  }

  async read(chainId: number): Promise<SentCall[]> {
    const text = await readFile(this.file, "utf8").catch(() => undefined);
    if (text === undefined) return [];
    return [JSON.parse(text) as SentCall | SentCall[]].flat().filter((sent) => sent.chainId === chainId);
  }

  async write(sent: readonly SentCall[]): Promise<void> {
    await mkdir(resolve(this.folder), { recursive: true, mode: 0o700 });
    // Killed between the two, the former file stays whole.
    await writeFile(`${this.file}.new`, `${JSON.stringify(sent, null, 2)}\n`, { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }

  async clear(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
