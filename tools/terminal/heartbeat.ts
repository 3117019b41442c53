/** Prints lines, and one of its own whenever `silenceMs` pass without any, so that a wait never looks dead. */
export class Heartbeat {
  private readonly startedMs: number;
  private lastLineMs: number;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly waitingFor: () => string,
    private readonly opts = { silenceMs: 8_000, write: (line: string) => console.log(line), now: Date.now },
  ) {
    this.startedMs = opts.now();
    this.lastLineMs = this.startedMs;
    this.timer = setInterval(() => this.beat(), 1_000);
    this.timer.unref();
  }

  get elapsedSeconds(): number {
    return Math.round((this.opts.now() - this.startedMs) / 1000);
  }

  line(text: string): void {
    this.lastLineMs = this.opts.now();
    this.opts.write(`${String(this.elapsedSeconds).padStart(4)} s  ${text}`);
  }

  beat(): void {
    if (this.opts.now() - this.lastLineMs >= this.opts.silenceMs) this.line(this.waitingFor());
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
