import { sleep } from "../stack/waitFor";

interface Heights {
  headHeight(): Promise<number>;
}

export interface Watched {
  longestSeconds: number;
  blocks: number;
}

/**
 * A block is due every 2 s, and a proposer that is away costs the round's waiting time: beyond this a user's
 * transaction waits noticeably.
 */
export const longestGapSeconds = 15;

/** Looks at the head all the time, and keeps the longest time in which it did not grow. */
export class HeightWatch {
  private isOver = false;
  private longestMs = 0;
  private blocks = 0;
  private readonly watching: Promise<void>;

  constructor(network: Heights) {
    this.watching = this.watch(network);
  }

  private async watch(network: Heights): Promise<void> {
    let height = 0;
    let grewAtMs = Date.now();
    while (!this.isOver) {
      const now = await network.headHeight();
      if (now > height) {
        if (height > 0) this.blocks += now - height;
        height = now;
        grewAtMs = Date.now();
      }
      this.longestMs = Math.max(this.longestMs, Date.now() - grewAtMs);
      await sleep(500);
    }
  }

  /** Watches while work is done, and no longer, whatever becomes of it. */
  static async during(network: Heights, work: () => Promise<void>): Promise<Watched> {
    const watch = new HeightWatch(network);
    try {
      await work();
    } finally {
      await watch.end();
    }
    return watch.end();
  }

  async end(): Promise<Watched> {
    this.isOver = true;
    await this.watching;
    return { longestSeconds: this.longestMs / 1000, blocks: this.blocks };
  }
}
