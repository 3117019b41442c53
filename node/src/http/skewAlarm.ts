import type { Logger } from "../logger";

/** From here on a clock is wrong: a proposal's beat and geth's timestamps hang on it. */
export const skewLimitMs = 500;
// Half the limit, so that a clock on the edge of it is not told again and again.
const calmMs = skewLimitMs / 2;

/** Says once when the own clock has left the peers', and once when it is back. */
export class SkewAlarm {
  private isOff = false;

  constructor(private readonly logger: Logger) {}

  /** The own clock against the peers', in milliseconds; undefined where nobody tells. */
  judge(skewMs: number | undefined): void {
    if (skewMs === undefined) return;
    const distanceMs = Math.abs(skewMs);
    const fields = { skewMs: Math.round(skewMs), limitMs: skewLimitMs };
    if (!this.isOff && distanceMs > skewLimitMs) {
      this.isOff = true;
      this.logger.warn("this host's clock is wrong", { ...fields, fix: "mend its time service" });
    } else if (this.isOff && distanceMs < calmMs) {
      this.isOff = false;
      this.logger.info("this host's clock is right again", fields);
    }
  }
}
