import { spawnPulumi } from "./runPulumi";

/** Puts a preview or an update under the policies. */
export const policies = ["--policy-pack", "infra/policy"];

/**
 * What would change, line by line inside each file, and whether it keeps to the policies; opens no connection beyond
 * reading what is there. Answers with the exit code.
 */
export const previewStack = (stack: string): Promise<number> =>
  spawnPulumi(["preview", "--diff", "--stack", stack, ...policies]);
