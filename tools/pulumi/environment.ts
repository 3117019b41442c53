import { delimiter, join } from "node:path";
import { projectRoot } from "./projectRoot";

export type Environment = Record<string, string>;

/** What plain `pulumi` needs to find: the CLI, its plugins, the state and the passphrase. */
export function pulumiVariables(root: string, base: NodeJS.ProcessEnv): Environment {
  const folder = join(root, ".cordillera");
  const bin = [join(root, "node_modules/.bin"), join(folder, "bin")];
  const rest = (base.PATH ?? "").split(delimiter).filter((part) => part !== "" && !bin.includes(part));
  const passphrase: Environment = {};
  if (base.PULUMI_CONFIG_PASSPHRASE === undefined) {
    passphrase.PULUMI_CONFIG_PASSPHRASE_FILE =
      base.PULUMI_CONFIG_PASSPHRASE_FILE ?? join(folder, "passphrase");
  }
  return {
    PATH: [...bin, ...rest].join(delimiter),
    PULUMI_BACKEND_URL: base.PULUMI_BACKEND_URL ?? `file://${join(folder, "pulumi")}`,
    ...passphrase,
    PULUMI_HOME: base.PULUMI_HOME ?? join(folder, "pulumi-home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** The whole environment of a `pulumi` process; what the operator has set already is kept. */
export function pulumiEnvironment(base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...base, ...pulumiVariables(projectRoot, base) };
}
