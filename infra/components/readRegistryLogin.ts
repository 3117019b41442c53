import { type Config, type Output, secret } from "@pulumi/pulumi";
import { DeployError } from "../vocab/errors";

/** Who may pull from, or push to, a registry; both are secrets of the state. */
export interface RegistryAccess {
  username: Output<string>;
  password: Output<string>;
}

/** Variables of the environment that say the same as the settings. */
export interface LoginVariables {
  user: string;
  password: string;
}

export class RegistryLoginError extends DeployError<"REGISTRY_LOGIN"> {
  constructor(at: { fault: string; variables: LoginVariables }) {
    super("REGISTRY_LOGIN", `The login for the registry is not usable: ${at.fault}.`, {
      fix: `pulumi config set registryUser … and pulumi config set --secret registryPassword …, or export ${at.variables.user} and ${at.variables.password}.`,
    });
  }
}

type Settings = Pick<Config, "get" | "getSecret" | "name">;

/**
 * The login of the stack's settings, else of the environment; undefined where there is neither.
 * @throws REGISTRY_LOGIN
 */
export function readRegistryLogin(
  config: Settings,
  variables: LoginVariables,
  env: NodeJS.ProcessEnv = process.env,
): RegistryAccess | undefined {
  const read = (key: string, variable: string) =>
    config.getSecret(key) ?? (env[variable] ? secret(env[variable]) : undefined);
  const username = read("registryUser", variables.user);
  const password = read("registryPassword", variables.password);
  const refuse = (fault: string): never => {
    throw new RegistryLoginError({ fault, variables });
  };
  if (
    config.getSecret("registryPassword") &&
    !listSecretKeys(env).includes(`${config.name}:registryPassword`)
  )
    refuse("registryPassword stands in clear among the stack's settings");
  if (username && password) return { username, password };
  if (username) refuse("it has a user, but no password");
  if (password) refuse("it has a password, but no user");
  return undefined;
}

// The SDK tells a program which settings are secret by this variable alone.
function listSecretKeys(env: NodeJS.ProcessEnv): string[] {
  return JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS || "[]") as string[];
}
