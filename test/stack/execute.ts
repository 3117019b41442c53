import { spawn } from "node:child_process";

export interface Executed {
  code: number | null;
  /** Standard output and error in the order they came. */
  output: string;
  stdout: string;
}

export interface ExecuteOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
  timeoutMs?: number;
  /** Called with the running process, for tests that kill it. */
  onStart?: (pid: number, kill: (signal: NodeJS.Signals) => void) => void;
  onOutput?: (text: string) => void;
}

/** Runs a command in its own process group; a time-out kills the group and counts as exit code null. */
export function execute(command: string, args: string[], options: ExecuteOptions = {}): Promise<Executed> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let stdout = "";
    const kill = (signal: NodeJS.Signals) => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
    };
    const timer = options.timeoutMs ? setTimeout(() => kill("SIGKILL"), options.timeoutMs) : undefined;
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
      output += chunk;
      options.onOutput?.(String(chunk));
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk;
      options.onOutput?.(String(chunk));
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output, stdout });
    });
    if (child.pid !== undefined) options.onStart?.(child.pid, kill);
  });
}
