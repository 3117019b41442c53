import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Plan, PlannedHost } from "../plan/plan";
import type { Connection } from "../resources/sessions/hostSession";

/** The operator's key as hosts need it. */
export interface OperatorKey {
  publicKey: Input<string>;
  /** File with the private key, relative to the project. */
  file: Input<string>;
}

/** Machines of a cloud wait for it: it refuses changes that would stop the network. Absent for containers. */
export type MachineGuard = Resource | undefined;

export interface MadeHost {
  connection: Output<Connection>;
  /** What goes when the host goes, with everything on it. */
  machine: Resource;
  /** Another one after a rebuild: then nothing of the machine's own disk is left. */
  machineId: Output<string>;
  /** Must be there before the host can pull images. */
  needs: Resource[];
  /** Where the world finds it, IPv4. */
  publicAddress: Output<string>;
  /** The same for IPv6, where it has one of its own. */
  publicAddressV6?: Output<string>;
  /** Public part of the key that the host made for the mesh. */
  meshPublicKey: Output<string>;
  /** `host:port` at which other hosts reach its end of the mesh. */
  meshEndpoint: Output<string>;
}

/** Makes one host. */
export type HostMaker = (host: PlannedHost, parent: Resource) => MadeHost;

/** Makes what a provider's hosts share (networks, keys, firewalls) and returns the maker of the hosts. */
export type HostMakerFactory = (plan: Plan, key: OperatorKey, guard: MachineGuard) => HostMaker;
