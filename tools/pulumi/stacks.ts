import { mustPulumi } from "./runPulumi";

/** Names of the stacks in the backend. */
export async function listStacks(): Promise<string[]> {
  const listed = JSON.parse(await mustPulumi(["stack", "ls", "--json"])) as { name: string }[];
  return listed.map(({ name }) => name.split("/").at(-1)!);
}

/** Makes the stack when the backend has none of that name. */
export async function ensureStack(stack: string): Promise<void> {
  if ((await listStacks()).includes(stack)) return;
  await mustPulumi(["stack", "init", stack, "--no-select"]);
}
