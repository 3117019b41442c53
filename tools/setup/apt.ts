import { existsSync } from "node:fs";
import { onPath } from "./onPath";
import { run } from "./run";
import type { Progress } from "./step";

/** Whether we may install Debian packages here. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && onPath("apt-get") !== undefined;
}

/** Installs Debian packages. @throws COMMAND_FAILED */
export async function installPackages(packages: string[], progress: Progress): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  progress("apt-get update");
  // An unreachable third-party source must not stop us: the installation below tells what matters.
  await run("apt-get", ["update", "-q"], { env, onLine: progress }).catch(() => undefined);
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], {
    env,
    onLine: progress,
    fix: `apt-get update && apt-get install ${packages.join(" ")}`,
  });
}
