import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { DeployError } from "../../infra/vocab/errors";
import { pulumiEnvironment } from "../setup/environment";
import { paths } from "../setup/paths";

export interface PulumiResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface PulumiOptions {
  /** Called with each line of both streams as it comes. */
  onLine?: (line: string) => void;
  input?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
}

export class PulumiMissingError extends DeployError<"PULUMI_MISSING"> {
  constructor(cause: unknown) {
    super("PULUMI_MISSING", "The pulumi CLI is not there.", { fix: "make setup", cause });
  }
}

export class PulumiFailedError extends DeployError<"PULUMI_FAILED"> {
  constructor(args: readonly string[], result: PulumiResult) {
    const lines = `${result.stderr}\n${result.stdout}`.split("\n").filter((line) => line.trim() !== "");
    super("PULUMI_FAILED", `pulumi ${args.join(" ")} ended with ${result.code}.`, {
      details: lines.slice(0, 12).map((line) => line.trim()),
      fix: "make doctor",
    });
  }
}

/**
 * Runs `pulumi` in the project, with the project's environment.
 * @throws PULUMI_MISSING
 */
export function runPulumi(args: readonly string[], options: PulumiOptions = {}): Promise<PulumiResult> {
  return new Promise((done, failed) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: paths.root,
      env: { ...process.env, ...pulumiEnvironment(), ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const read = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      const lines = createInterface({ input: child[name] });
      lines.on("line", (line) => {
        read[name] += `${line}\n`;
        options.onLine?.(line);
      });
    }
    // The terminal sends Ctrl-C to pulumi too, which then ends in order; leaving before it would hide how.
    const wait = () => {};
    process.on("SIGINT", wait);
    child.on("error", (error) => failed(new PulumiMissingError(error)));
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      done({ code: code ?? 1, ...read });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/**
 * Runs `pulumi` and gives its standard output.
 * @throws PULUMI_MISSING, PULUMI_FAILED
 */
export async function mustPulumi(args: readonly string[], options: PulumiOptions = {}): Promise<string> {
  const result = await runPulumi(args, options);
  if (result.code !== 0) throw new PulumiFailedError(args, result);
  return result.stdout;
}

/**
 * Runs `pulumi` on this terminal and gives its exit code.
 * @throws PULUMI_MISSING
 */
export function spawnPulumi(args: readonly string[]): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn("pulumi", [...args], {
      cwd: paths.root,
      env: { ...process.env, ...pulumiEnvironment() },
      stdio: "inherit",
    });
    const wait = () => {};
    process.on("SIGINT", wait);
    child.on("error", (error) => failed(new PulumiMissingError(error)));
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      done(code ?? 1);
    });
  });
}
