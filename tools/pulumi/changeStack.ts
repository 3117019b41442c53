import { DeployError } from "../../infra/vocab/errors";
import { Heartbeat } from "../terminal/heartbeat";
import { Progress } from "./progress";
import { runPulumi } from "./runPulumi";

export class ChangeFailedError extends DeployError<"CHANGE_FAILED"> {
  constructor(at: { operation: string; stack: string; output: string }) {
    // Another pulumi holds the stack, or a killed one left its lock behind.
    const isLocked = /currently locked by/.test(at.output);
    super(
      "CHANGE_FAILED",
      `pulumi ${at.operation} of stack "${at.stack}" did not finish; the reason stands above.`,
      {
        fix: isLocked ? `make repair STACK=${at.stack}` : `make doctor STACK=${at.stack}`,
      },
    );
  }
}

/**
 * Runs `pulumi up` or `pulumi destroy` and shows how it goes on, at least every ten seconds.
 * @throws CHANGE_FAILED, PULUMI_MISSING
 */
export async function changeStack(
  operation: "up" | "destroy",
  stack: string,
  args: readonly string[] = [],
): Promise<string> {
  const progress = new Progress((line) => heartbeat.line(line));
  const heartbeat = new Heartbeat(() => progress.waitingFor());
  try {
    const result = await runPulumi([operation, "--yes", "--skip-preview", "--stack", stack, ...args], {
      onLine: (line) => progress.line(line),
    });
    if (result.code === 0) return result.stdout;
    const output = `${result.stdout}\n${result.stderr}`;
    // A refusal before the first step has no section that Progress would pass on.
    if (!/^Diagnostics:/m.test(output)) for (const line of output.split("\n").slice(-20)) console.error(line);
    throw new ChangeFailedError({ operation, stack, output });
  } finally {
    heartbeat.stop();
  }
}
