import type { HostSession } from "../sessions/hostSession";

export const projectFolder = "/srv/cordillera/current";
const ofProject = "--filter label=com.docker.compose.project=cordillera";

/** A compose command on the current generation; one at a time, also when the run that started one was killed. */
export const compose = (args: string): string =>
  "flock -w 180 /srv/cordillera/compose.lock sh -c 'echo $$ >/run/cordillera-compose.pid; exec docker compose " +
  `-p cordillera --project-directory ${projectFolder} -f ${projectFolder}/compose.yaml --progress plain ${args}'`;

export interface ServiceState {
  service: string;
  container: string;
  /** created, running, restarting, exited, dead … */
  state: string;
  /** starting, healthy, unhealthy; empty without a health check. */
  health: string;
  restarts: number;
  exitCode: number;
}

// A Celestia or a certificate authority that is away must not keep the chain's own services from being changed.
const outsideServices = ["celestia", "acme"];

/** Whether a service's health hangs on nothing outside the network. */
export const isOwnService = ({ service }: { service: string }): boolean => !outsideServices.includes(service);

/** Every container of the host's compose project. */
export async function readServices(session: HostSession): Promise<ServiceState[]> {
  const format =
    '{{index .Config.Labels "com.docker.compose.service"}}\t{{.Name}}\t{{.State.Status}}\t{{if .State.Health}}{{.State.Health.Status}}{{end}}\t{{.RestartCount}}\t{{.State.ExitCode}}';
  const { stdout } = await session.run(`docker ps -aq ${ofProject} | xargs -r docker inspect -f '${format}'`);
  return parseServices(stdout);
}

export function parseServices(text: string): ServiceState[] {
  return text
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line) => {
      const [service = "", name = "", state = "", health = "", restarts = "0", exitCode = "0"] =
        line.split("\t");
      return {
        service,
        container: name.replace(/^\//, ""),
        state,
        health,
        restarts: Number(restarts),
        exitCode: Number(exitCode),
      };
    })
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}

/** Whether each wanted service has a running container that is not unhealthy. */
export function areServicesRunning(services: ServiceState[], wanted: string[]): boolean {
  return wanted.every((name) =>
    services.some(
      ({ service, state, health }) => service === name && state === "running" && health !== "unhealthy",
    ),
  );
}

/** Restarts in one start that count as a crash loop. */
export const crashLoopRestarts = 5;

/** Services that restarted too often since `before`; a container made anew counts from zero. */
export function findCrashLoops(before: ServiceState[], now: ServiceState[]): ServiceState[] {
  return now.filter((service) => {
    const earlier = before.find(({ container }) => container === service.container);
    const base = earlier && earlier.restarts <= service.restarts ? earlier.restarts : 0;
    return service.restarts - base >= crashLoopRestarts;
  });
}

/** The service that most likely made a start fail. */
export function findCulprit(before: ServiceState[], now: ServiceState[]): ServiceState | undefined {
  return (
    findCrashLoops(before, now)[0] ??
    now.find(({ health }) => health === "unhealthy") ??
    now.find(({ state }) => state === "restarting" || state === "dead") ??
    now.find(({ state, exitCode }) => state === "exited" && exitCode !== 0) ??
    now.find(({ health }) => health === "starting") ??
    now.find(({ state }) => state !== "running")
  );
}

/** What the operator needs to see of a failed service: how it stands, its last probe, its last words. */
export async function describeCulprit(session: HostSession, culprit: ServiceState): Promise<string[]> {
  const { container } = culprit;
  const probe = await session.run(
    `docker inspect -f '{{if .State.Health}}{{range .State.Health.Log}}{{.ExitCode}} {{json .Output}}{{"\\n"}}{{end}}{{end}}' ${container}`,
  );
  const log = await session.run(`docker logs --tail 12 ${container} 2>&1`);
  const lastProbe = probe.stdout.trim().split("\n").at(-1) ?? "";
  return [
    `service: ${culprit.service} (${culprit.state}${culprit.health ? `, ${culprit.health}` : ""}, restarts ${culprit.restarts}, exit code ${culprit.exitCode})`,
    ...(lastProbe ? [`probe: exit code ${lastProbe.slice(0, 300)}`] : []),
    ...log.stdout
      .trim()
      .split("\n")
      .map((line) => `log: ${line.slice(0, 400)}`),
  ];
}
