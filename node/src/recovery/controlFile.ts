import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock";
import type { Logger } from "../logger";

const pollMs = 250;
const remindEveryMs = 30_000;

/** Asks geth's supervisor to wipe and initialise its data folder anew; it removes the file when it has. */
export class WipeRequest {
  private readonly path: string;

  constructor(
    controlDir: string,
    private readonly modules: { clock: Clock; logger: Logger },
  ) {
    this.path = join(controlDir, "wipe");
  }

  /** Resolves when the supervisor has taken the file away. */
  async make(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.modules;
    writeFileSync(this.path, `${new Date(clock.nowMs()).toISOString()}\n`);
    let remindAt = clock.monotonicMs() + remindEveryMs;
    while (existsSync(this.path)) {
      if (clock.monotonicMs() >= remindAt) {
        logger.error("geth's supervisor does not answer the wipe request", { path: this.path });
        remindAt += remindEveryMs;
      }
      await clock.sleep(pollMs, signal);
    }
  }
}
