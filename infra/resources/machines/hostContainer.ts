import { createHash } from "node:crypto";
import type Docker from "dockerode";
import { stableJson } from "../inputs";
import { specLabel, stackLabel } from "./dockerEngine";

export interface HostContainerSpec {
  stack: string;
  network: string;
  name: string;
  image: string;
  address: string;
  publish: { name: string; hostPort: number; port: number }[];
  labels: Record<string, string>;
  authorizedKey: string;
}

export const containerName = (stack: string, name: string): string => `${stack}-${name}`;
export const volumeNames = (stack: string, name: string) => ({
  docker: `${stack}-${name}-docker`,
  srv: `${stack}-${name}-srv`,
});

/** Seconds that a host gets to stop its own containers in order. */
export const hostStopSeconds = 75;

// A host runs its own Docker. Where the engine may not give full privilege (nested engines without SYS_RESOURCE),
// the same is put together from single rights; `systempaths=unconfined` is empty Masked/ReadonlyPaths in the API.
const nestedRights: Docker.HostConfig & { CgroupnsMode: "host" } = {
  CapAdd: ["ALL"],
  CapDrop: ["SYS_RESOURCE"],
  SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
  MaskedPaths: [],
  ReadonlyPaths: [],
  CgroupnsMode: "host",
  Binds: ["/sys/fs/cgroup:/sys/fs/cgroup:rw"],
  DeviceCgroupRules: ["a *:* rwm"],
};

export function hostContainer(
  spec: HostContainerSpec,
  isPrivilegedAllowed: boolean,
): Docker.ContainerCreateOptions {
  const volumes = volumeNames(spec.stack, spec.name);
  const labels = { ...spec.labels, [stackLabel]: spec.stack, "cordillera.host": spec.name };
  const volume = (Source: string, Target: string): Docker.MountSettings => ({
    Type: "volume",
    Source,
    Target,
    VolumeOptions: { NoCopy: true, Labels: labels, DriverConfig: { Name: "local", Options: {} } },
  });
  const ports = spec.publish.map((port) => ({ key: `${port.port}/tcp`, hostPort: String(port.hostPort) }));
  const options: Docker.ContainerCreateOptions = {
    name: containerName(spec.stack, spec.name),
    Image: spec.image,
    Hostname: spec.name,
    Env: [`CORDILLERA_AUTHORIZED_KEY=${spec.authorizedKey}`],
    StopTimeout: hostStopSeconds,
    ExposedPorts: Object.fromEntries(ports.map(({ key }) => [key, {}])),
    HostConfig: {
      Init: true,
      RestartPolicy: { Name: "unless-stopped" },
      Mounts: [volume(volumes.docker, "/var/lib/docker"), volume(volumes.srv, "/srv")],
      PortBindings: Object.fromEntries(
        ports.map(({ key, hostPort }) => [key, [{ HostIp: "127.0.0.1", HostPort: hostPort }]]),
      ),
      NetworkMode: spec.network,
      ...(isPrivilegedAllowed ? { Privileged: true } : nestedRights),
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [spec.network]: { Aliases: [spec.name], IPAMConfig: { IPv4Address: spec.address } },
      },
    },
  };
  const hash = createHash("sha256").update(stableJson(options)).digest("hex").slice(0, 16);
  return { ...options, Labels: { ...labels, [specLabel]: hash } };
}
