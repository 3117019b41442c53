import type { StatusDocument } from "../../node/src/http/statusDocument";
import type { Validator } from "../node/validator";

type HeightRecord = NonNullable<StatusDocument["at"]>;

/** What was ever seen finalized, and by whom; nothing of it may change or go. */
export class OneChain {
  private readonly finalized = new Map<number, string>();

  get heights(): number {
    return this.finalized.size;
  }

  /**
   * Compares every height since `from` on all validators, among themselves and with what was seen before; at the
   * last one also what geth itself has.
   */
  async check(validators: readonly Validator[], from: number): Promise<number> {
    const statuses = await Promise.all(validators.map((one) => answered(() => one.status())));
    const to = Math.min(...statuses.map(({ height }) => height));
    for (const one of validators) {
      for (let height = from; height <= to; height++) await this.compare(one, height);
    }
    await Promise.all(validators.map((one) => this.compareGeth(one, to)));
    return to;
  }

  /** What validators show now, to be held against them later. */
  async remember(validators: readonly Validator[]): Promise<void> {
    for (const one of validators) {
      const status = await one.status().catch(() => undefined);
      if (status && status.height > 0) await this.compare(one, status.height).catch(ignoreAbsent);
    }
  }

  private async compare(one: Validator, height: number): Promise<HeightRecord> {
    const { at } = await answered(() => one.status(`?height=${height}`));
    if (!at) throw new LostBlock(`${one.name} has no block ${height}`);
    const text = JSON.stringify(at);
    const seen = this.finalized.get(height);
    if (seen !== undefined && seen !== text)
      throw new LostBlock(`${one.name} has ${text} at ${height}, seen was ${seen}`);
    this.finalized.set(height, text);
    return at;
  }

  private async compareGeth(one: Validator, height: number): Promise<void> {
    const at = await this.compare(one, height);
    const block = await answered(() => one.gethBlock(at.evmHeight));
    if (block?.hash !== at.evmHash || block.stateRoot !== at.stateRoot) {
      throw new LostBlock(
        `geth of ${one.name} has ${JSON.stringify(block)} at ${at.evmHeight}, not ${at.evmHash}`,
      );
    }
  }
}

// On a machine with more to do than it can, a slow answer is no lost block.
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 29; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || (error as Error).name !== "TimeoutError") throw error;
    }
  }
}

/** A finalized block is gone, or there are two. */
export class LostBlock extends Error {}

function ignoreAbsent(error: unknown): void {
  if (error instanceof LostBlock) throw error;
}
