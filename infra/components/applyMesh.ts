import { all, type Resource } from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { renderMeshInterface, renderMeshPeer } from "../render/mesh";
import { renderNftables } from "../render/nftables";
import { HostNetwork } from "../resources/mesh/hostNetwork";
import type { Host } from "./host";

/** Firewall and mesh of every host, once all hosts have told their public keys. */
export function applyMesh(plan: Plan, hosts: Host[], { after }: { after: Resource[] }): HostNetwork[] {
  const pieces = hosts.map(
    ({ planned, meshPublicKey, meshEndpoint }) =>
      [
        planned.name,
        all([meshPublicKey, meshEndpoint]).apply(([publicKey, endpoint]) =>
          renderMeshPeer(planned, { publicKey, endpoint }),
        ),
      ] as const,
  );
  return hosts.map((host) => {
    const { planned, connection, machine, machineId } = host;
    const mesh = {
      interface: renderMeshInterface(plan, planned),
      peers: Object.fromEntries(pieces.filter(([name]) => name !== planned.name)),
    };
    return new HostNetwork(
      `${planned.name}-mesh`,
      {
        ...{ stack: plan.stack, host: planned.name, connection, machineId, mesh },
        firewall: renderNftables(plan, planned),
      },
      { parent: host, deletedWith: machine, dependsOn: [machine, ...after] },
    );
  });
}
