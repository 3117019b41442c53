import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

const firstPauseMs = 100;
const longestPauseMs = 60_000;
const steadyAfterMs = 10_000;

export interface SupervisedOptions {
  command: string;
  args: string[];
  logFile: string;
  env?: Record<string, string>;
}

/** A process that comes back whenever it ends, with the pauses of Docker's `restart: always`. */
export class Supervised {
  private child: ChildProcess | undefined;
  private wanted = false;
  private pauseMs = firstPauseMs;
  private timer: NodeJS.Timeout | undefined;
  /** How it ended, in order: exit code or signal. */
  readonly ends: string[] = [];

  constructor(
    readonly name: string,
    private readonly options: SupervisedOptions,
  ) {}

  start(): void {
    this.wanted = true;
    this.spawn();
  }

  /** Signal to the whole process group, as the end of a container is. */
  kill(signal: NodeJS.Signals): void {
    const pid = this.child?.pid;
    if (pid === undefined || this.child?.exitCode !== null || this.child.signalCode !== null) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  /** Ends it for good: a signal to its first process, SIGKILL to the group after the grace time. */
  async stop(graceMs = 20_000, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    const force = setTimeout(() => this.kill("SIGKILL"), graceMs);
    await ended;
    clearTimeout(force);
  }

  /** SIGKILL to the group, and no restart until `start`. */
  async halt(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    this.kill("SIGKILL");
    await ended;
  }

  /** Memory of its first process in MiB; 0 while it does not run. */
  residentMib(): number {
    try {
      const text = readFileSync(`/proc/${this.child?.pid}/status`, "utf8");
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
    } catch {
      return 0;
    }
  }

  /** Its process group, first process first. */
  pids(): number[] {
    const pid = this.child?.pid;
    if (pid === undefined) return [];
    const { stdout } = spawnSync("pgrep", ["-g", String(pid)], { encoding: "utf8" });
    return stdout.split("\n").filter(Boolean).map(Number);
  }

  log(): string {
    return readFileSync(this.options.logFile, "utf8");
  }

  private spawn(): void {
    const startedMs = Date.now();
    const log = openSync(this.options.logFile, "a");
    const child = spawn(this.options.command, this.options.args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...this.options.env },
    });
    closeSync(log);
    this.child = child;
    child.once("exit", (code, signal) => {
      this.ends.push(signal ?? String(code));
      if (!this.wanted) return;
      if (Date.now() - startedMs > steadyAfterMs) this.pauseMs = firstPauseMs;
      this.timer = setTimeout(() => this.spawn(), this.pauseMs);
      this.pauseMs = Math.min(longestPauseMs, this.pauseMs * 2);
    });
  }
}
