import { changeStack } from "../pulumi/changeStack";
import { clearPendingOperations } from "../pulumi/pendingOperations";
import { mustPulumi } from "../pulumi/runPulumi";
import { clearStaleLocks } from "../pulumi/stackLock";
import { listStacks } from "../pulumi/stacks";
import { NotEmptyError } from "./errors";
import { findLeftovers, removeLeftovers } from "./leftovers";

export interface TakeDownOptions {
  /** All hosts are containers of this machine: what pulumi cannot remove can be found by its label. */
  isOnThisMachine: boolean;
  print: (line: string) => void;
}

/**
 * Destroys a stack however far it got, and looks that nothing of it is left.
 * @throws CHANGE_FAILED, LOCK_HELD, NOT_EMPTY
 */
export async function takeDown(stack: string, { isOnThisMachine, print }: TakeDownOptions): Promise<void> {
  if ((await listStacks()).includes(stack)) {
    await clearStaleLocks(stack);
    await clearPendingOperations(stack);
    try {
      await changeStack("destroy", stack);
    } catch (error) {
      if (!isOnThisMachine) throw error;
      print(`pulumi destroy did not finish; what carries the label of "${stack}" is removed one by one:`);
      await sweep(stack, print);
    }
    // The settings of a cloud stack are in git; those of a local one are made by set-up.
    await mustPulumi([
      "stack",
      "rm",
      "--yes",
      "--force",
      ...(isOnThisMachine ? [] : ["--preserve-config"]),
      "--stack",
      stack,
    ]);
  }
  if (!isOnThisMachine) return;
  await sweep(stack, print);
  const leftovers = await findLeftovers(stack);
  if (leftovers.length > 0) throw new NotEmptyError({ stack, leftovers });
}

async function sweep(stack: string, print: (line: string) => void): Promise<void> {
  const leftovers = await findLeftovers(stack);
  for (const { kind, name } of leftovers) print(`removing ${kind} ${name}, which no state knows`);
  await removeLeftovers(stack, leftovers);
}
