import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { CredentialFacts } from "../config/credentials";

type Lookup = (key: string) => string | undefined;

/**
 * Sees which credentials the provider plugins would find, in the order in which they look; calls nobody.
 * `config` answers with the stack's settings (`hcloud:token`).
 */
export function readCredentials(config: Lookup, env: NodeJS.ProcessEnv = process.env): CredentialFacts {
  const token = config("hcloud:token") || env.HCLOUD_TOKEN;
  return { hetznerTokenLength: token?.length || undefined, awsSource: findAwsSource(config, env) };
}

function findAwsSource(config: Lookup, env: NodeJS.ProcessEnv): string | undefined {
  if (config("aws:accessKey") && config("aws:secretKey")) return "aws:accessKey";
  if (config("aws:profile")) return `profile ${config("aws:profile")}`;
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return "AWS_ACCESS_KEY_ID";
  if (env.AWS_PROFILE) return `profile ${env.AWS_PROFILE}`;
  for (const name of [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ]) {
    if (env[name]) return name;
  }
  const folder = join(env.HOME || homedir(), ".aws");
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE || join(folder, "credentials"),
    env.AWS_CONFIG_FILE || join(folder, "config"),
  ];
  return files.find((file) => existsSync(file));
}
