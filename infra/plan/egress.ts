import { splitEndpoint } from "../config/celestia";
import type { Environment } from "../vocab/words";
import type { EgressRule, PlannedHost } from "./plan";
import { meshPort, portOf } from "./portCatalogue";

const everybody = ["0.0.0.0/0", "::/0"];

type Purpose = Pick<EgressRule, "service" | "port" | "protocol">;

// What any host needs of the world; addresses of package mirrors and registries change, their ports do not.
const ofEveryHost: Purpose[] = [
  { service: "names", port: 53, protocol: "udp" },
  { service: "names", port: 53, protocol: "tcp" },
  { service: "address", port: 67, protocol: "udp" },
  { service: "packages", port: 80, protocol: "tcp" },
  { service: "time", port: 123, protocol: "udp" },
  { service: "packages and images", port: 443, protocol: "tcp" },
  { service: "address", port: 547, protocol: "udp" },
  { service: "mesh", port: meshPort, protocol: "udp" },
];

interface EgressNeeds {
  environment: Environment;
  registry: string;
  celestia?: { coreEndpoint: string } | undefined;
}

function celestiaPurposes({ coreEndpoint }: { coreEndpoint: string }): Purpose[] {
  const peers = portOf("celestia", "p2p");
  const { port } = splitEndpoint(coreEndpoint);
  return [
    { service: "celestia", port: peers, protocol: "udp" },
    { service: "celestia", port: peers, protocol: "tcp" },
    { service: "celestia", port, protocol: "tcp" },
  ];
}

/** Where hosts may connect to outside the mesh: on mainnet what is declared and nothing else, elsewhere anything. */
export function planEgress(
  hosts: readonly PlannedHost[],
  { environment, registry, celestia }: EgressNeeds,
): EgressRule[] {
  if (environment !== "mainnet") return [];
  const registryPort = Number(/^[^/]+:(\d+)/.exec(registry)?.[1] ?? 443);
  const images: Purpose = { service: "images", port: registryPort, protocol: "tcp" };
  const isKnown = ofEveryHost.some(({ port, protocol }) => port === registryPort && protocol === "tcp");
  const purposes = isKnown ? ofEveryHost : [...ofEveryHost, images];
  const ofService: Record<string, Purpose[]> = celestia ? { celestia: celestiaPurposes(celestia) } : {};
  return hosts.flatMap(({ name, services }) =>
    [...purposes, ...services.flatMap((service) => ofService[service.name] ?? [])].map((purpose) => ({
      host: name,
      ...purpose,
      to: everybody,
    })),
  );
}
