import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../infra/components/contractCatalogue";
import { type BuildInfo, checkUpgrade, readStorageLayouts } from "./storageLayout";

export const storageLayoutFile = "contracts/snapshots/storageLayout.json";
const behindProxies = catalogue.filter(({ initialize }) => initialize).map(({ name }) => name);

/**
 * The layouts of the contracts as they were compiled last, for comparison with the accepted ones.
 * @throws UPGRADE_UNSAFE where an upgrade from the accepted ones would scramble a network's state
 */
export function renderStorageLayout(rootDir: string): string {
  const folder = join(rootDir, "contracts/out/build-info");
  const [file] = readdirSync(folder);
  const built = JSON.parse(readFileSync(join(folder, file!), "utf8")) as BuildInfo;
  const layouts = readStorageLayouts(built, behindProxies);
  const accepted = join(rootDir, storageLayoutFile);
  if (existsSync(accepted)) checkUpgrade(JSON.parse(readFileSync(accepted, "utf8")), layouts);
  return `${JSON.stringify(layouts, null, 2)}\n`;
}
