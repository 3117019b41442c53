import type { RunningNetwork } from "../runningNetwork";

/** Of a container's own group, in the second and the first version of the kernel's cgroups: one of them is there. */
const memoryLimits = "/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes";

interface Inspected {
  Name: string;
  Config: { User: string; Image: string };
  Mounts: { Source: string; Destination: string; RW: boolean }[];
  HostConfig: {
    Privileged: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    ReadonlyRootfs: boolean;
    Memory: number;
    PidsLimit: number | null;
    PidMode: string;
    IpcMode: string;
    UsernsMode: string;
    PortBindings: Record<string, { HostIp: string }[]> | null;
    Devices: unknown[] | null;
  };
}

/** Points of docker-bench and the CIS benchmark, each a question to `docker inspect`. */
const rules: Record<string, (container: Inspected) => boolean> = {
  "4.1 no service is root": ({ Config }) => /^[1-9]\d*:[1-9]\d*$/.test(Config.User),
  "4.6 images by digest": ({ Config }) => /@sha256:[0-9a-f]{64}$/.test(Config.Image),
  "5.4 no capabilities": ({ HostConfig }) =>
    (HostConfig.CapDrop ?? []).includes("ALL") && (HostConfig.CapAdd ?? []).length === 0,
  "5.5 not privileged": ({ HostConfig }) => !HostConfig.Privileged,
  "5.6 no devices": ({ HostConfig }) => (HostConfig.Devices ?? []).length === 0,
  "5.7 no folder of the system that could be written": ({ Mounts }) =>
    Mounts.every(({ Source, RW }) => !RW || Source.startsWith("/srv/cordillera/data/")),
  "5.11 a limit of memory": ({ HostConfig }) => HostConfig.Memory > 0,
  "5.13 a root that is read-only": ({ HostConfig }) => HostConfig.ReadonlyRootfs,
  "5.14 nothing published on every address": ({ HostConfig }) =>
    Object.values(HostConfig.PortBindings ?? {})
      .flat()
      .every(({ HostIp }) => HostIp !== "" && HostIp !== "0.0.0.0" && HostIp !== "::"),
  "5.16 processes of its own": ({ HostConfig }) => HostConfig.PidMode !== "host",
  "5.17 memory of its own": ({ HostConfig }) => HostConfig.IpcMode !== "host",
  "5.26 no new privileges": ({ HostConfig }) =>
    (HostConfig.SecurityOpt ?? []).some((option) => option.startsWith("no-new-privileges")),
  "5.29 a limit of processes": ({ HostConfig }) => (HostConfig.PidsLimit ?? 0) > 0,
  "5.32 no Docker socket": ({ Mounts }) => !Mounts.some(({ Source }) => Source.includes("docker.sock")),
};

/** `<rule>: <service>` and why; one that no service needs any more fails. */
const exceptions: Record<string, string> = {};

/** Every service container on every host keeps the rules (notes of the CIS benchmark for Docker). */
export function containersAreHardened(network: RunningNetwork): void {
  const seen: Record<string, Inspected[]> = {};

  beforeAll(async () => {
    for (const host of Object.keys(network.outputs.hosts))
      seen[host] = JSON.parse(await network.onHost(host, "docker inspect $(docker ps -aq)")) as Inspected[];
  });

  test("covers every service of every host, and nothing else runs there", () => {
    for (const { name, services } of network.plan().hosts) {
      const running = seen[name]!.map(({ Name }) => Name.replace(/^\/cordillera-(\w+)-1$/, "$1")).sort();
      expect(running).toEqual(services.map((service) => service.name).sort());
    }
  });

  test("S05 each service has the memory that the plan gives it, and the kernel holds it to that", async () => {
    for (const { name, services } of network.plan().hosts) {
      const limits = await network.onHost(
        name,
        `for c in $(docker ps -q); do docker exec $c cat ${memoryLimits} 2>/dev/null; done | sort -n | tr '\\n' ' '`,
      );
      const planned = services.map(({ memoryMb }) => memoryMb * 1024 * 1024).sort((a, b) => a - b);
      expect([name, limits.trim()]).toEqual([name, planned.join(" ")]);
    }
  });

  test.each(Object.keys(rules))("%s", (rule) => {
    const broken = Object.entries(seen).flatMap(([host, containers]) =>
      containers.filter((container) => !rules[rule]!(container)).map(({ Name }) => `${rule}: ${host}${Name}`),
    );
    const allowed = (line: string) =>
      Object.keys(exceptions).some((exception) => {
        const [itsRule, service] = exception.split(": ");
        return line.startsWith(`${itsRule}: `) && line.includes(`/cordillera-${service}-`);
      });
    expect(broken.filter((line) => !allowed(line))).toEqual([]);
    const used = Object.keys(exceptions).filter((exception) => exception.startsWith(`${rule}: `));
    expect(
      used.filter((exception) => !broken.some((line) => line.includes(exception.split(": ")[1]!))),
    ).toEqual([]);
  });
}
