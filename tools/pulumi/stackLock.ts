import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DeployError } from "../../infra/vocab/errors";
import { pulumiEnvironment } from "../setup/environment";
import { mustPulumi } from "./runPulumi";

export interface LockHolder {
  pid: number;
  hostname: string;
  timestamp: string;
}

export class LockHeldError extends DeployError<"LOCK_HELD"> {
  constructor(at: { stack: string; holder: LockHolder }) {
    super("LOCK_HELD", `Another pulumi works on stack "${at.stack}".`, {
      details: [`process: ${at.holder.pid} on ${at.holder.hostname}`, `since: ${at.holder.timestamp}`],
      fix: "Wait for it to end, or end that process, then run this again.",
    });
  }
}

/** Holders of a stack as the file backend records them: one file each. Other backends tell nothing here. */
export function readLockHolders(backendUrl: string, stack: string): LockHolder[] {
  if (!backendUrl.startsWith("file://")) return [];
  const folder = join(fileURLToPath(backendUrl), ".pulumi/locks/organization/cordillera", stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as LockHolder);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the holder may still be at work: a process of another machine cannot be asked. */
export const mayWork = (holder: LockHolder): boolean => holder.hostname !== hostname() || isAlive(holder.pid);

/**
 * Clears the locks that killed processes left behind; a living holder is never cut off.
 * @throws LOCK_HELD
 */
export async function clearStaleLocks(stack: string): Promise<LockHolder[]> {
  const holders = readLockHolders(pulumiEnvironment().PULUMI_BACKEND_URL!, stack);
  const living = holders.find(mayWork);
  if (living) throw new LockHeldError({ stack, holder: living });
  if (holders.length > 0) await mustPulumi(["cancel", "--yes", "--stack", stack]);
  return holders;
}
