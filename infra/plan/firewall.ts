import { planGatewayAddress } from "./addresses";
import type { FirewallRule, PlannedHost, PlannedPort, PlannedSigner, Reach } from "./plan";
import { meshPort, sshPort } from "./portCatalogue";

const everybody = ["0.0.0.0/0", "::/0"];

/** Who may connect to what, from the ports that services declare; whatever is not in it is shut. */
export function planFirewall(
  hosts: readonly PlannedHost[],
  at: { privateCidr: string; underlayCidr?: string | undefined; sshFrom?: readonly string[] | undefined },
): FirewallRule[] {
  // Docker's port forwarding arrives from the gateway of the network that carries the mesh.
  const gateway = at.underlayCidr ? [`${planGatewayAddress(at.underlayCidr)}/32`] : [];
  const operators = at.sshFrom ? [...at.sshFrom].sort() : gateway;
  return hosts.flatMap((host): FirewallRule[] => [
    { host: host.name, service: "ssh", port: sshPort, protocol: "tcp", on: "outside", from: operators },
    // WireGuard answers nobody whose key it does not know, and a peer's address may change.
    { host: host.name, service: "mesh", port: meshPort, protocol: "udp", on: "outside", from: everybody },
    ...host.services.flatMap(({ name, ports }) =>
      ports.flatMap((port) => rulesOf(host, name, port, { ...at, gateway })),
    ),
  ]);
}

function rulesOf(
  host: PlannedHost,
  service: string,
  { port, protocol, reach }: PlannedPort,
  { privateCidr, gateway }: { privateCidr: string; gateway: string[] },
): FirewallRule[] {
  const rule = { host: host.name, service, port, protocol };
  const reached: Record<Reach, FirewallRule[]> = {
    loopback: [],
    private: [{ ...rule, on: "mesh", from: [privateCidr] }],
    public: [{ ...rule, on: "outside", from: everybody }],
    named: namedRules(rule, host.remoteSigner),
  };
  const isPublished = reach === "private" && host.publish.some((each) => each.port === port);
  return isPublished ? [...reached[reach], { ...rule, on: "outside", from: gateway }] : reached[reach];
}

function namedRules(
  rule: Pick<FirewallRule, "host" | "service" | "port" | "protocol">,
  signer: PlannedSigner | undefined,
): FirewallRule[] {
  const { fromMesh, fromOutside } = signer ?? { fromMesh: [], fromOutside: [] };
  return [
    ...(fromMesh.length > 0 ? [{ ...rule, on: "mesh" as const, from: fromMesh }] : []),
    ...(fromOutside.length > 0 ? [{ ...rule, on: "outside" as const, from: fromOutside }] : []),
  ];
}
