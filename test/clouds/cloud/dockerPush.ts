import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../stack/execute";
import { CloudRefusal } from "./behaviour";
import type { Properties } from "./cloudState";

interface Build {
  context?: string;
  dockerfile?: string;
  args?: Record<string, string>;
}

interface Login {
  server?: string;
  username?: string;
  password?: string;
}

async function docker(args: string[], what: string): Promise<string> {
  // The classic builder is in every Engine.
  const { code, output } = await execute("docker", args, { env: { DOCKER_BUILDKIT: "0" } });
  if (code !== 0)
    throw new CloudRefusal("unknown", `${what}: ${output.trim().split("\n").slice(-5).join("\n")}`);
  return output;
}

/** Builds and pushes with the machine's own Docker Engine, logged in as the program says and nobody else. */
export async function pushImage(inputs: Properties): Promise<{ repoDigest: string }> {
  const name = String(inputs.imageName);
  const build = (inputs.build ?? {}) as Build;
  const login = (inputs.registry ?? {}) as Login;
  const folder = mkdtempSync(join(tmpdir(), "cordillera-push-"));
  try {
    const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
    const auths = login.username ? { [login.server ?? ""]: { auth } } : {};
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    const buildArgs = Object.entries(build.args ?? {}).flatMap(([key, value]) => [
      "--build-arg",
      `${key}=${value}`,
    ]);
    const file = build.dockerfile ? ["--file", build.dockerfile] : [];
    await docker(["build", "--tag", name, ...file, ...buildArgs, build.context ?? "."], `building ${name}`);
    const pushed = await docker(["--config", folder, "push", name], `pushing ${name}`);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(pushed)?.[1];
    if (!digest) throw new CloudRefusal("unknown", `the push of ${name} named no digest`);
    return { repoDigest: `${name.replace(/:[^:/]+$/, "")}@${digest}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await execute("docker", ["rmi", name]);
  }
}
