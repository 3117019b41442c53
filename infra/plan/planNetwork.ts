import type { Network } from "../config/parseNetwork";
import { type PublishedPortName, planPublishedPorts } from "../config/publishedPorts";
import { deriveUnderlayCidr } from "../config/underlay";
import { wantedServices } from "../config/wantedServices";
import { compareNames } from "../vocab/naturalOrder";
import { roles } from "../vocab/words";
import { planAddresses, planUnderlayAddress } from "./addresses";
import { planEgress } from "./egress";
import { planFirewall } from "./firewall";
import type { Plan, PlannedHost, PlannedRelease } from "./plan";
import { planCelestia } from "./planCelestia";
import { planContracts } from "./planContracts";
import { planRelease } from "./planRelease";
import { planSigner } from "./planSigner";
import { planTls } from "./planTls";
import { portOf, sshPort } from "./portCatalogue";
import { planServices } from "./services";
import { planWaves } from "./waves";

const publishedPort: Record<PublishedPortName, number> = {
  ssh: sshPort,
  rpc: portOf("geth", "rpc"),
  ws: portOf("geth", "ws"),
  metrics: portOf("app", "status"),
  http: portOf("haproxy", "http"),
  https: portOf("haproxy", "https"),
  prometheus: portOf("prometheus", "web"),
};

/**
 * Plans a network: from the same description the same plan, on every machine and in any order of hosts.
 * @throws PORT_COLLISION, LOCAL_IMAGES_MISSING, RELEASE_IMAGE_MISSING
 */
export function planNetwork(network: Network): Plan {
  const release = planRelease(network);
  const hosts = planHosts(network, release);
  const privateCidr = network.privateNetwork.cidr;
  const underlayCidr = underlayOf(network);
  return {
    stack: network.stack,
    network: network.network,
    environment: network.environment,
    chainId: network.chainId,
    consensusChainId: `${network.network}-${network.chainId}`,
    blockIntervalMs: network.blocks.intervalMs,
    gasLimit: network.blocks.gasLimit,
    lease: network.lease,
    release,
    privateCidr,
    ...(underlayCidr ? { underlayCidr } : {}),
    ...(network.celestia ? { celestia: planCelestia(network.celestia) } : {}),
    ...(network.tls ? { tls: planTls(network.tls) } : {}),
    ...(network.dns ? { dns: network.dns } : {}),
    contracts: planContracts(network),
    hosts,
    firewall: planFirewall(hosts, { privateCidr, underlayCidr, sshFrom: network.access?.sshFrom }),
    egress: planEgress(hosts, network),
    waves: planWaves(hosts),
    warnings: network.warnings,
  };
}

const isProtected = (network: Network, host: Network["hosts"][number]): boolean =>
  network.environment === "mainnet" &&
  host.provider !== "docker" &&
  !network.allowRemoval &&
  !host.allowRemoval;

/** Containers stand on a network of their own below the mesh; cloud hosts on their provider's. */
function underlayOf({ hosts, privateNetwork }: Network): string | undefined {
  if (!hosts.some((host) => host.provider === "docker")) return undefined;
  return privateNetwork.underlayCidr ?? deriveUnderlayCidr(privateNetwork.cidr);
}

function planHosts(network: Network, release: PlannedRelease): PlannedHost[] {
  const ordered = [...network.hosts].sort((a, b) => compareNames(a.name, b.name));
  const addresses = planAddresses(ordered, network.privateNetwork.cidr);
  const underlayCidr = underlayOf(network);
  const ranges = underlayCidr && { privateCidr: network.privateNetwork.cidr, underlayCidr };
  const published = network.publish ? planPublishedPorts(ordered, network.publish) : [];
  const optional = wantedServices(network);
  return ordered.map((host) => {
    const hostRoles = roles.filter((role) => host.roles.includes(role));
    return {
      name: host.name,
      provider: host.provider,
      region: host.region,
      roles: hostRoles,
      power: host.power,
      privateAddress: addresses.get(host.name)!,
      ...(ranges ? { underlayAddress: planUnderlayAddress(addresses.get(host.name)!, ranges) } : {}),
      ...(host.serverType === undefined ? {} : { serverType: host.serverType }),
      ...(host.rebuild === undefined ? {} : { rebuild: host.rebuild }),
      ...(isProtected(network, host) ? { isProtected: true } : {}),
      services: planServices(
        { name: host.name, roles: hostRoles, memoryMb: host.memoryMb, remoteSigner: host.remoteSigner },
        release.images,
        optional,
      ),
      ...(host.remoteSigner
        ? {
            remoteSigner: planSigner(host.remoteSigner, {
              addresses,
              privateCidr: network.privateNetwork.cidr,
            }),
          }
        : {}),
      publish: published
        .filter((each) => each.host === host.name)
        .map(({ name, hostPort }) => ({ name, hostPort, port: publishedPort[name] })),
      labels: {
        "cordillera.network": network.network,
        "cordillera.stack": network.stack,
        "cordillera.host": host.name,
      },
    };
  });
}
