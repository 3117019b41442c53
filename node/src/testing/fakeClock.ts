import type { Clock } from "../clock";

// For tests: time passes only by sleeping, and sleeping takes no time.
export class FakeClock implements Clock {
  /** Milliseconds, in order. */
  readonly slept: number[] = [];

  constructor(private ms = 1_000_000) {}

  nowMs(): number {
    return this.ms;
  }

  monotonicMs(): number {
    return this.ms;
  }

  pass(ms: number): void {
    this.ms += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.ms += Math.max(0, ms);
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}
