import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readStack } from "../../infra/config/readStack";
import { paths } from "../setup/paths";
import { runPulumi } from "./runPulumi";
import { listStacks } from "./stacks";

/** The description file that a stack is set to; the default one where nothing is set. */
export async function descriptionFileOf(stack: string): Promise<string | undefined> {
  const { code, stdout } = await runPulumi(["config", "get", "description", "--stack", stack]);
  return code === 0 ? stdout.trim() || undefined : undefined;
}

/**
 * Whether all hosts of a stack are containers; read leniently, so that a faulty description can be taken down. A stack
 * that has neither state nor description can have left things on this machine only.
 */
export async function isOnThisMachine(stack: string): Promise<boolean> {
  const descriptionFile = await descriptionFileOf(stack);
  const isKnown = descriptionFile !== undefined || existsSync(join(paths.root, `stacks/${stack}.yaml`));
  if (!isKnown && !(await listStacks()).includes(stack)) return true;
  const source = readStack(stack, { rootDir: paths.root, descriptionFile });
  const { hosts } = (parse(source.description.text) ?? {}) as { hosts?: { provider?: string }[] };
  return (hosts ?? []).every(({ provider }) => provider === "docker");
}
