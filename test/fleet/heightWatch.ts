import { sleep } from "../stack/waitFor";
import type { Fleet } from "./fleet";

/** Looks at the head all the time, and keeps the longest time in which it did not grow. */
export class HeightWatch {
  private isOver = false;
  private longestMs = 0;
  private blocks = 0;
  private readonly watching: Promise<void>;

  constructor(fleet: Fleet) {
    this.watching = this.watch(fleet);
  }

  private async watch(fleet: Fleet): Promise<void> {
    let height = 0;
    let grewAtMs = Date.now();
    while (!this.isOver) {
      const now = await fleet.headHeight();
      if (now > height) {
        if (height > 0) this.blocks += now - height;
        height = now;
        grewAtMs = Date.now();
      }
      this.longestMs = Math.max(this.longestMs, Date.now() - grewAtMs);
      await sleep(500);
    }
  }

  async end(): Promise<{ longestSeconds: number; blocks: number }> {
    this.isOver = true;
    await this.watching;
    return { longestSeconds: this.longestMs / 1000, blocks: this.blocks };
  }
}
