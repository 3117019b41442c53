import type { Sighting } from "./gateVerdict";

/**
 * When a wave last came nearer to the network: a host that joins a long chain by its blocks is worth waiting for, one
 * that stands is not. A gain is a smaller distance than ever before, so there are only so many of them.
 */
export class GainOnNetwork {
  private readonly leastLag = new Map<string, number>();
  private lastGain = 0;

  /** @returns seconds of the last gain of a host that the wave needs; 0 before any */
  observe(latest: readonly Sighting[], elapsedSeconds: number): number {
    const answering = latest.filter(({ state }) => state === "answers");
    const top = Math.max(0, ...answering.map(({ height }) => height));
    for (const { name, height, isRequired } of answering) {
      const lag = top - height;
      const least = this.leastLag.get(name);
      if (least !== undefined && lag >= least) continue;
      this.leastLag.set(name, lag);
      if (isRequired && least !== undefined) this.lastGain = elapsedSeconds;
    }
    return this.lastGain;
  }
}
