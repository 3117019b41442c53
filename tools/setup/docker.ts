import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { canInstallPackages, installPackages } from "./apt";
import { SetupError } from "./errors";
import { onPath } from "./onPath";
import { paths } from "./paths";
import { run, tryRun } from "./run";
import type { Progress, Step } from "./step";

const pidFile = "/var/run/docker.pid";

/** The version of the Docker Engine that answers; undefined where none does. */
export function engineVersion(): Promise<string | undefined> {
  return tryRun("docker", ["version", "--format", "{{.Server.Version}}"], { timeoutMs: 15_000 });
}

/** A running Docker Engine: the one that is there, else one installed and started where we are root on Debian. */
export const dockerStep: Step = {
  what: "Docker Engine",
  async ensure(progress) {
    const found = await engineVersion();
    if (found) return `${found}, was running`;
    await refuseWhereNotOurs();
    const installed = await installEngine(progress);
    progress("starting dockerd");
    await startEngine();
    return `${await waitForEngine(progress)}, ${installed ? "installed and started" : "started"}`;
  },
};

async function refuseWhereNotOurs(): Promise<void> {
  if (process.env.DOCKER_HOST) {
    throw new SetupError(
      "DOCKER",
      `The Docker Engine at DOCKER_HOST=${process.env.DOCKER_HOST} does not answer.`,
      {
        fix: "Start that engine, or unset DOCKER_HOST.",
      },
    );
  }
  if (canInstallPackages()) return;
  const why = await tryRun("sh", ["-c", "docker version 2>&1 >/dev/null | tail -n 1; true"]);
  throw new SetupError("DOCKER", "No Docker Engine answers, and only root on Debian may start one here.", {
    details: why ? [why] : ["there is no docker command"],
    fix: "Install and start Docker (https://docs.docker.com/engine/install), be in group docker, and run this again.",
  });
}

async function installEngine(progress: Progress): Promise<boolean> {
  let installed = false;
  // From trixie on, the client is a package of its own.
  for (const [command, debianPackage] of [
    ["dockerd", "docker.io"],
    ["docker", "docker-cli"],
  ] as const) {
    if (onPath(command, `${process.env.PATH}:/usr/sbin:/sbin`)) continue;
    await installPackages([debianPackage], progress);
    installed = true;
  }
  return installed;
}

async function startEngine(): Promise<void> {
  // Installing may have started it already.
  if (await engineVersion()) return;
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"], { fix: "journalctl -u docker | tail" });
    return;
  }
  clearStalePid();
  mkdirSync(paths.cache, { recursive: true });
  const log = openSync(paths.dockerLog, "a");
  // Detached: the engine outlives the command that started it.
  spawn(onPath("dockerd", `${process.env.PATH}:/usr/sbin:/sbin`)!, [], {
    detached: true,
    cwd: "/",
    stdio: ["ignore", log, log],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  }).unref();
  closeSync(log);
}

// After a hard stop the number in the file may belong to another process by now; dockerd would refuse to start.
function clearStalePid(): void {
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, "utf8").trim();
  const command = `/proc/${pid}/comm`;
  if (!existsSync(command) || readFileSync(command, "utf8").trim() !== "dockerd")
    rmSync(pidFile, { force: true });
}

async function waitForEngine(progress: Progress): Promise<string> {
  const limitSeconds = 60;
  for (let waited = 0; waited < limitSeconds; waited += 0.5) {
    const version = await engineVersion();
    if (version) return version;
    progress(`dockerd starts, ${Math.floor(waited)} of ${limitSeconds} s`);
    await sleep(500);
  }
  const log = existsSync(paths.dockerLog)
    ? readFileSync(paths.dockerLog, "utf8").trim().split("\n").slice(-6)
    : [];
  throw new SetupError("DOCKER", `dockerd did not answer within ${limitSeconds} s.`, {
    details: log,
    fix: `less ${paths.dockerLog}`,
  });
}
