import { execFile } from "node:child_process";

export class CommandError extends Error {}

/** Runs a command and gives its standard output. */
export function run(command: string, args: string[], input?: string): Promise<string> {
  return new Promise((done, failed) => {
    const child = execFile(
      command,
      args,
      { timeout: 120_000, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error) failed(new CommandError(`${command} ${args.join(" ")}: ${stderr || error.message}`));
        else done(stdout);
      },
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

export const docker = (...args: string[]): Promise<string> => run("docker", args);

export const orUndefined = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);
