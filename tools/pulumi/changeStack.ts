import { DeployError } from "../../infra/vocab/errors";
import { pulumiEnvironment } from "../setup/environment";
import { Heartbeat } from "../terminal/heartbeat";
import { Progress } from "./progress";
import { runPulumi } from "./runPulumi";
import { readLockHolders } from "./stackLock";

export class ChangeFailedError extends DeployError<"CHANGE_FAILED"> {
  constructor(at: { operation: string; stack: string; isLocked: boolean }) {
    super(
      "CHANGE_FAILED",
      `pulumi ${at.operation} of stack "${at.stack}" did not finish; the reason stands above.`,
      {
        fix: at.isLocked ? `make repair STACK=${at.stack}` : `make doctor STACK=${at.stack}`,
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
    const result = await runPulumi(
      [operation, "--yes", "--skip-preview", "--suppress-outputs", "--stack", stack, ...args],
      {
        onLine: (line) => progress.line(line),
      },
    );
    if (result.code === 0) return result.stdout;
    const output = `${result.stdout}\n${result.stderr}`;
    // A refusal before the first step has no section that Progress would pass on.
    if (!/^(Diagnostics|Policies):/m.test(output))
      for (const line of output.split("\n").slice(-20)) console.error(line);
    // Whoever holds the lock now is another pulumi, or this one, killed.
    const isLocked = readLockHolders(pulumiEnvironment().PULUMI_BACKEND_URL!, stack).length > 0;
    throw new ChangeFailedError({ operation, stack, isLocked });
  } finally {
    heartbeat.stop();
  }
}
