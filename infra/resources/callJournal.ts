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

/** Where a killed run leaves word of its last transaction, so that the next one ends it instead of beginning another. */
export class CallJournal {
  private readonly file: string;

  constructor(
    private readonly folder: string,
    sender: string,
  ) {
    this.file = join(resolve(folder), `sent-${sender.toLowerCase()}.json`);
  }

  async read(chainId: number): Promise<SentCall | undefined> {
    const text = await readFile(this.file, "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    const sent = JSON.parse(text) as SentCall;
    return sent.chainId === chainId ? sent : undefined;
  }

  async write(sent: SentCall): Promise<void> {
    await mkdir(resolve(this.folder), { recursive: true, mode: 0o700 });
    // Killed between the two, the former file stays whole.
    await writeFile(`${this.file}.new`, `${JSON.stringify(sent, null, 2)}\n`, { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }

  async clear(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
