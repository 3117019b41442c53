import { planGatewayAddress } from "./addresses";
import type { FirewallRule, PlannedHost, Reach } from "./plan";
import { sshPort } from "./portCatalogue";

const everybody = ["0.0.0.0/0", "::/0"];

/** Who may connect to what, from the ports that services declare; whatever is not in it is shut. */
export function planFirewall(
  hosts: readonly PlannedHost[],
  { privateCidr, sshFrom }: { privateCidr: string; sshFrom: readonly string[] | undefined },
): FirewallRule[] {
  const sources: Record<Exclude<Reach, "loopback">, string[]> = { private: [privateCidr], public: everybody };
  // Docker's port forwarding arrives from the gateway.
  const operators = sshFrom ? [...sshFrom].sort() : [`${planGatewayAddress(privateCidr)}/32`];
  return hosts.flatMap((host) => [
    { host: host.name, service: "ssh", port: sshPort, protocol: "tcp" as const, from: operators },
    ...host.services.flatMap((service) =>
      service.ports.flatMap(({ port, protocol, reach }) =>
        reach === "loopback"
          ? []
          : [{ host: host.name, service: service.name, port, protocol, from: sources[reach] }],
      ),
    ),
  ]);
}
