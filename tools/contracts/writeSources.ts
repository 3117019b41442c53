import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPublished } from "../../infra/components/artifacts";
import { deploymentFile, type RecordedDeployment } from "../../infra/components/recordedDeployment";
import { paths } from "../setup/paths";
import { makeSourceBundle } from "./sourceBundle";

/**
 * Writes the sources of what a stack has deployed, for explorers; tells the folder, or that nothing is deployed. What
 * others published, explorers have from them.
 */
export function writeSources(stack: string, rootDir: string = paths.root): string | undefined {
  const record = join(rootDir, deploymentFile(stack));
  if (!existsSync(record)) return undefined;
  const { contracts } = JSON.parse(readFileSync(record, "utf8")) as RecordedDeployment;
  const folder = `stacks/deployments/${stack}.sources`;
  mkdirSync(join(rootDir, folder), { recursive: true });
  const own = Object.entries(contracts).filter(([name]) => !isPublished(name));
  for (const [name, { implementation }] of own) {
    const { contract, compiler, input } = makeSourceBundle(name);
    const write = (kind: string, content: object) =>
      writeFileSync(join(rootDir, folder, `${name}.${kind}`), `${JSON.stringify(content, null, 2)}\n`);
    write("input.json", input);
    write("json", { address: implementation, contract, compiler });
  }
  return folder;
}
