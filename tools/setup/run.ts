import { spawn } from "node:child_process";
import { SetupError } from "./errors";
import { paths } from "./paths";

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
  /** Called with each line of output as it comes. */
  onLine?: (line: string) => void;
  /** What to do when it fails. */
  fix?: string;
}

/**
 * Runs a command to its end and answers with its stdout.
 * @throws COMMAND_MISSING, COMMAND_FAILED with the last lines of its output
 */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const line = [command, ...args].join(" ");
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? paths.root,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
    });
    let stdout = "";
    const tail: string[] = [];
    const take = (chunk: string) => {
      for (const each of chunk.split(/[\r\n]+/).filter((text) => text.trim() !== "")) {
        tail.push(each);
        if (tail.length > 12) tail.shift();
        options.onLine?.(each);
      }
    };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      take(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (cause) => {
      fail(
        new SetupError("COMMAND_MISSING", `"${command}" cannot be run.`, {
          details: [cause.message],
          fix: options.fix,
          cause,
        }),
      );
    });
    child.on("close", (code, signal) => {
      if (code === 0) return done(stdout);
      const ended = signal ? `ended by ${signal}` : `exit code ${code}`;
      fail(
        new SetupError("COMMAND_FAILED", `"${line}" failed: ${ended}.`, { details: tail, fix: options.fix }),
      );
    });
  });
}

/** The stdout of a command, trimmed; undefined where it is missing or fails. */
export async function tryRun(
  command: string,
  args: string[],
  options: RunOptions = {},
): Promise<string | undefined> {
  try {
    return (await run(command, args, options)).trim();
  } catch {
    return undefined;
  }
}
