import { delimiter } from "node:path";
import { pathToFileURL } from "node:url";
import { paths } from "./paths";

/** What a shell needs so that plain `pulumi` commands work; a backend or passphrase given from outside stays. */
export function pulumiEnvironment(outer: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const added = [paths.bin, paths.npmBin];
  const rest = (outer.PATH ?? "").split(delimiter).filter((folder) => !added.includes(folder));
  const own: Record<string, string> = {
    PATH: [...added, ...rest].join(delimiter),
    PULUMI_BACKEND_URL: outer.PULUMI_BACKEND_URL ?? pathToFileURL(paths.backend).href,
    PULUMI_HOME: outer.PULUMI_HOME ?? paths.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Compiled code of the SDK and its provider process is kept: half a second of every command.
    NODE_COMPILE_CACHE: outer.NODE_COMPILE_CACHE ?? paths.nodeCache,
  };
  if (outer.PULUMI_CONFIG_PASSPHRASE === undefined) {
    own.PULUMI_CONFIG_PASSPHRASE_FILE = outer.PULUMI_CONFIG_PASSPHRASE_FILE ?? paths.passphrase;
  }
  return own;
}

/** The same as lines for `eval`. */
export function exportLines(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join("\n");
}
