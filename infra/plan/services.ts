import { servicesOf } from "../vocab/servicesOfRole";
import { type OptionalServiceName, type Role, type ServiceName, serviceNames } from "../vocab/words";
import { PortCollisionError } from "./errors";
import type { PlannedRelease, PlannedService } from "./plan";
import { meshPort, portCatalogue, sshPort } from "./portCatalogue";

type Limits = Pick<PlannedService, "memoryMb" | "pidsLimit" | "stopGraceSeconds">;

// geth writes its state on SIGTERM; killed before that it loses blocks.
const limits: Record<ServiceName, Limits> = {
  geth: { memoryMb: 2048, pidsLimit: 1024, stopGraceSeconds: 90 },
  app: { memoryMb: 768, pidsLimit: 256, stopGraceSeconds: 60 },
  cometbft: { memoryMb: 1024, pidsLimit: 512, stopGraceSeconds: 60 },
  haproxy: { memoryMb: 1024, pidsLimit: 64, stopGraceSeconds: 30 },
  prometheus: { memoryMb: 1024, pidsLimit: 256, stopGraceSeconds: 60 },
  exporter: { memoryMb: 64, pidsLimit: 64, stopGraceSeconds: 10 },
  celestia: { memoryMb: 1024, pidsLimit: 256, stopGraceSeconds: 60 },
  acme: { memoryMb: 128, pidsLimit: 64, stopGraceSeconds: 10 },
  da: { memoryMb: 256, pidsLimit: 64, stopGraceSeconds: 10 },
};

/**
 * The services of a host, in the order of the vocabulary.
 * @throws PORT_COLLISION
 */
export function planServices(
  host: {
    name: string;
    roles: readonly Role[];
    memoryMb?: Partial<Record<ServiceName, number>> | undefined;
    remoteSigner?: object | undefined;
  },
  images: PlannedRelease["images"],
  optional: readonly OptionalServiceName[] = [],
): PlannedService[] {
  const wanted = servicesOf(host.roles, optional);
  const services = serviceNames
    .filter((name) => wanted.includes(name))
    .map((name) => ({
      name,
      // A release without the image of a wanted service is refused before this.
      image: images[name]!,
      ports: portCatalogue[name]
        .filter((port) => port.name !== "signer" || host.remoteSigner !== undefined)
        .map(({ what: _what, ...port }) => port),
      ...limits[name],
      memoryMb: host.memoryMb?.[name] ?? limits[name].memoryMb,
    }));
  assertPortsFree(host.name, services);
  return services;
}

function assertPortsFree(host: string, services: readonly PlannedService[]): void {
  const owners = new Map<string, string>([
    [`${sshPort}/tcp`, "ssh"],
    [`${meshPort}/udp`, "mesh"],
  ]);
  for (const service of services) {
    for (const { name, port, protocol } of service.ports) {
      const key = `${port}/${protocol}`;
      const claimant = `${service.name} ${name}`;
      const owner = owners.get(key);
      if (owner !== undefined) throw new PortCollisionError({ host, port: key, owner, claimant });
      owners.set(key, claimant);
    }
  }
}
