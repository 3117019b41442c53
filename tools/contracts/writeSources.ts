import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deploymentFile, type RecordedDeployment } from "../../infra/components/recordedDeployment";
import { paths } from "../setup/paths";
import { makeSourceBundle } from "./sourceBundle";

/** Writes the sources of what a stack has deployed, for explorers; tells the folder, or that nothing is deployed. */
export function writeSources(stack: string): string | undefined {
  const record = join(paths.root, deploymentFile(stack));
  if (!existsSync(record)) return undefined;
  const { contracts } = JSON.parse(readFileSync(record, "utf8")) as RecordedDeployment;
  const folder = `stacks/deployments/${stack}.sources`;
  mkdirSync(join(paths.root, folder), { recursive: true });
  for (const [name, { implementation }] of Object.entries(contracts)) {
    const { contract, compiler, input } = makeSourceBundle(name);
    const write = (kind: string, content: object) =>
      writeFileSync(join(paths.root, folder, `${name}.${kind}`), `${JSON.stringify(content, null, 2)}\n`);
    write("input.json", input);
    write("json", { address: implementation, contract, compiler });
  }
  return folder;
}
