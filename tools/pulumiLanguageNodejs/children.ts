import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** The processes started on the engine's behalf; none outlives the language host. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  start(command: string, args: string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, options);
    this.running.add(child);
    child.on("close", () => this.running.delete(child));
    child.on("error", () => this.running.delete(child));
    return child;
  }

  killAll(): void {
    for (const child of this.running) child.kill("SIGTERM");
  }
}
