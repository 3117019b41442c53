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

/** What a description says of its network as a whole; read leniently, so that a faulty one can be taken down. */
export interface DescriptionFacts {
  environment: string | undefined;
  network: string | undefined;
  allowsRemoval: boolean;
  /** All hosts are containers of this machine. */
  isOnThisMachine: boolean;
}

/** A stack that has neither state nor description can have left things on this machine only. */
export async function readDescriptionFacts(stack: string): Promise<DescriptionFacts> {
  const descriptionFile = await descriptionFileOf(stack);
  const isKnown = descriptionFile !== undefined || existsSync(join(paths.root, `stacks/${stack}.yaml`));
  if (!isKnown && !(await listStacks()).includes(stack))
    return { environment: undefined, network: undefined, allowsRemoval: false, isOnThisMachine: true };
  const source = readStack(stack, { rootDir: paths.root, descriptionFile });
  const said = (parse(source.description.text) ?? {}) as {
    environment?: string;
    network?: string;
    allowRemoval?: boolean;
    hosts?: { provider?: string }[];
  };
  return {
    environment: said.environment,
    network: said.network,
    allowsRemoval: said.allowRemoval === true,
    isOnThisMachine: (said.hosts ?? []).every(({ provider }) => provider === "docker"),
  };
}
