import { setTimeout as delay } from "node:timers/promises";
import type { Validator } from "./validator";

const everyMs = 250;

/** Asks all validators for their height again and again, and keeps the most that one was behind another. */
export class SpreadWatch {
  private isOver = false;
  private most = 0;
  private looks = 0;
  private readonly watching: Promise<void>;

  constructor(private readonly validators: readonly Validator[]) {
    this.watching = this.watch();
  }

  async end(): Promise<{ looks: number; most: number }> {
    this.isOver = true;
    await this.watching;
    return { looks: this.looks, most: this.most };
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const all = this.validators.map(async (one) => (await one.status()).height);
      const heights = await Promise.all(all).catch(() => undefined);
      // An answer that a busy machine kept back tells nothing of the others then.
      if (heights) {
        this.looks += 1;
        this.most = Math.max(this.most, Math.max(...heights) - Math.min(...heights));
      }
      await delay(everyMs);
    }
  }
}
