import { output } from "@pulumi/pulumi";
import type { PlannedHost } from "../plan/plan";
import { meshPort } from "../plan/portCatalogue";
import { LocalRegistry } from "../resources/images/localRegistry";
import { LocalHost } from "../resources/machines/localHost";
import { LocalNetwork } from "../resources/machines/localNetwork";
import type { HostMakerFactory } from "./hostMaker";

/** The image build keeps what it pushes here; the stack's registry serves it. */
const storeFolder = ".cordillera/registry";

/** Name under which hosts reach the registry: what image references begin with, without its port. */
const registryAlias = (reference: string): string => reference.split("/")[0]!.split(":")[0]!;

/** Hosts that are containers of the operator's Docker Engine, on a network of their own. */
export const dockerHosts: HostMakerFactory = (plan, key) => {
  const { stack } = plan;
  // planNetwork refuses a docker host without local images.
  const images = plan.release.localImages!;
  const network = new LocalNetwork(`${plan.network}-network`, {
    stack,
    networkName: `cordillera-${stack}`,
    // Every docker plan has one: the mesh is carried by it.
    cidr: plan.underlayCidr!,
  });
  const registry = new LocalRegistry(
    `${plan.network}-registry`,
    {
      stack,
      network: network.networkName,
      image: images.registry,
      alias: registryAlias(Object.values(plan.release.images)[0]!),
      storeFolder,
    },
    { dependsOn: network },
  );
  return (host: PlannedHost, parent) => {
    const address = host.underlayAddress!;
    const machine = new LocalHost(
      host.name,
      {
        stack,
        network: network.networkName,
        name: host.name,
        image: images.host,
        address,
        publish: host.publish,
        labels: { ...host.labels, "cordillera.role": host.roles.join("+") },
        authorizedKey: key.publicKey,
        keyFile: key.file,
      },
      { parent, dependsOn: network },
    );
    return {
      connection: machine.connection,
      machine,
      machineId: machine.id,
      needs: [registry],
      publicAddress: output(address),
      meshPublicKey: machine.meshPublicKey,
      meshEndpoint: output(`${address}:${meshPort}`),
    };
  };
};
