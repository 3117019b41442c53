import { type Config, type Output, secret } from "@pulumi/pulumi";
import { DeployError } from "../infra/vocab/errors";

/** Who may push; both are secrets of the state. */
export interface PushLogin {
  username: Output<string>;
  password: Output<string>;
}

export class PushLoginIncompleteError extends DeployError<"PUSH_LOGIN_INCOMPLETE"> {
  constructor(at: { given: string; missing: string }) {
    super("PUSH_LOGIN_INCOMPLETE", `The login for the registry has ${at.given}, but no ${at.missing}.`, {
      fix: `pulumi config set --secret registryUser … and registryPassword … --cwd images, or export CORDILLERA_PUSH_USER and CORDILLERA_PUSH_PASSWORD.`,
    });
  }
}

type Settings = Pick<Config, "getSecret">;

/**
 * The login of the stack's secret settings, else of the environment; undefined where there is neither.
 * @throws PUSH_LOGIN_INCOMPLETE
 */
export function readPushLogin(config: Settings, env: NodeJS.ProcessEnv): PushLogin | undefined {
  const fromEnv = (name: string) => (env[name] ? secret(env[name]) : undefined);
  const username = config.getSecret("registryUser") ?? fromEnv("CORDILLERA_PUSH_USER");
  const password = config.getSecret("registryPassword") ?? fromEnv("CORDILLERA_PUSH_PASSWORD");
  if (username && password) return { username, password };
  if (username) throw new PushLoginIncompleteError({ given: "a user", missing: "password" });
  if (password) throw new PushLoginIncompleteError({ given: "a password", missing: "user" });
  return undefined;
}
