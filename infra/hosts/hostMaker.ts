import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Plan, PlannedHost } from "../plan/plan";
import type { Connection } from "../resources/hostSession";

/** The operator's key as hosts need it. */
export interface OperatorKey {
  publicKey: Input<string>;
  /** File with the private key, relative to the project. */
  file: Input<string>;
}

export interface MadeHost {
  connection: Output<Connection>;
  /** What goes when the host goes, with everything on it. */
  machine: Resource;
  /** Must be there before the host can pull images. */
  needs: Resource[];
}

/** Makes one host. */
export type HostMaker = (host: PlannedHost, parent: Resource) => MadeHost;

/** Makes what a provider's hosts share (networks, keys, firewalls) and returns the maker of the hosts. */
export type HostMakerFactory = (plan: Plan, key: OperatorKey) => HostMaker;
