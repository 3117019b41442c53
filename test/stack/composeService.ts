import { parse } from "yaml";
import { docker } from "./docker";

interface ComposeService {
  image: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  user: string;
  network_mode: "host";
  restart: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  tmpfs: string[];
  mem_limit: string;
  pids_limit: number;
  stop_grace_period: string;
  volumes: string[];
  healthcheck: { test: string[] };
  logging: unknown;
  labels: unknown;
}

const known = new Set<keyof ComposeService>([
  ...(["image", "entrypoint", "command", "environment", "user", "network_mode", "restart"] as const),
  ...([
    "read_only",
    "cap_drop",
    "security_opt",
    "tmpfs",
    "mem_limit",
    "pids_limit",
    "stop_grace_period",
  ] as const),
  ...(["volumes", "healthcheck", "logging", "labels"] as const),
]);

export interface RunServiceOptions {
  /** Name of the container. */
  name: string;
  /** Folder that stands for /srv/cordillera. */
  folder: string;
  /** In place of the host's own network. */
  network: string[];
  labels: string[];
  image?: string;
  env?: Record<string, string>;
  /** More folders to mount, as `docker run --volume` wants them. */
  volumes?: string[];
  /** Seconds between two probes, in place of 30. */
  probeSeconds: number;
}

/** Starts one service of a rendered compose file on this machine's Docker Engine, with the rights that it has there. */
export async function runComposeService(
  composeText: string,
  service: string,
  at: RunServiceOptions,
): Promise<void> {
  const settings = (parse(composeText) as { services: Record<string, ComposeService> }).services[service]!;
  const unknown = Object.keys(settings).filter((key) => !known.has(key as keyof ComposeService));
  if (unknown.length > 0) throw new Error(`compose keys that docker run was not told: ${unknown}`);
  const [entry, ...entryArgs] = settings.entrypoint ?? [];
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const [kind, ...probe] = settings.healthcheck.test;
  if (kind !== "CMD") throw new Error(`a probe of kind ${kind}`);
  // compose reads two dollar signs as one.
  const quoted = probe.map((word) => `'${word.replaceAll("$$", "$").replaceAll("'", `'\\''`)}'`).join(" ");
  await docker(
    ...["run", "--detach", "--name", at.name, ...at.network, ...each("--label", at.labels)],
    ...["--user", settings.user, ...(settings.read_only ? ["--read-only"] : [])],
    ...each("--cap-drop", settings.cap_drop),
    ...each(
      "--security-opt",
      settings.security_opt.map((text) => text.replace(":true", "")),
    ),
    ...each("--tmpfs", settings.tmpfs),
    ...["--memory", settings.mem_limit, "--pids-limit", String(settings.pids_limit)],
    ...each("--volume", [
      ...settings.volumes.map((mount) => mount.replace(/^\/srv\/cordillera/, at.folder)),
      ...(at.volumes ?? []),
    ]),
    ...each(
      "--env",
      Object.entries({ ...settings.environment, ...at.env }).map(([key, value]) => `${key}=${value}`),
    ),
    ...["--health-cmd", quoted, "--health-interval", `${at.probeSeconds}s`, "--health-retries", "2"],
    ...(entry ? ["--entrypoint", entry] : []),
    at.image ?? settings.image,
    ...entryArgs,
    ...(settings.command ?? []),
  );
}

/** `starting`, `healthy` or `unhealthy`. */
export async function healthOf(container: string): Promise<string> {
  return (await docker("inspect", "--format", "{{.State.Health.Status}}", container)).trim();
}
