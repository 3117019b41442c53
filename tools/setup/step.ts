import { performance } from "node:perf_hooks";
import { DeployError } from "../../infra/vocab/errors";

/** Tells what a long step is at; shown with the heartbeat. */
export type Progress = (now: string) => void;

export interface Step {
  what: string;
  /** Makes it so, unless it is so already, and answers with the evidence. */
  ensure(progress: Progress): Promise<string>;
}

export interface StepOutput {
  write(line: string): void;
  nowMs(): number;
  heartbeatMs: number;
}

const terminal: StepOutput = {
  write: (line) => process.stdout.write(`${line}\n`),
  nowMs: () => performance.now(),
  heartbeatMs: 8_000,
};

const whatWidth = 18;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)}s`;

/** Runs steps in order; one line each, a heartbeat while one takes long. Answers false at the first that fails. */
export async function runSteps(steps: Step[], output: StepOutput = terminal): Promise<boolean> {
  for (const step of steps) {
    const startMs = output.nowMs();
    const what = step.what.padEnd(whatWidth);
    const took = () => seconds(output.nowMs() - startMs);
    let now = "working";
    const heartbeat = setInterval(() => output.write(`..    ${what}  ${now}  ${took()}`), output.heartbeatMs);
    try {
      const evidence = await step.ensure((text) => {
        now = text.trim().slice(0, 100);
      });
      output.write(`ok    ${what}  ${evidence}  ${took()}`);
    } catch (error) {
      output.write(`fail  ${what}  ${took()}`);
      output.write(error instanceof DeployError ? error.message : String((error as Error).stack ?? error));
      return false;
    } finally {
      clearInterval(heartbeat);
    }
  }
  return true;
}
