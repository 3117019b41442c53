import { spawnPulumi } from "./runPulumi";

/**
 * What would change, line by line inside each file, and whether it keeps to the policies; opens no connection beyond
 * reading what is there. Answers with the exit code.
 */
export const previewStack = (stack: string): Promise<number> =>
  spawnPulumi(["preview", "--diff", "--stack", stack, "--policy-pack", "infra/policy"]);
