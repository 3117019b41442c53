import type { Plan } from "../../infra/plan/plan";
import type { Connection } from "../../infra/resources/sessions/hostSession";
import type { TestStack } from "../stack/testStack";

/** What the program tells of a host. */
export interface HostOutputs {
  roles: string[];
  address: string;
  privateAddress: string;
  sshPort: number;
  hostKey: string;
  generation: string;
}

/** What a scenario needs of a network under test, whoever made its hosts. */
export interface RunningNetwork {
  readonly stack: TestStack;
  readonly outputs: { hosts: Record<string, HostOutputs> };
  /** Names of the hosts with voting power. */
  readonly validators: string[];
  plan(): Plan;
  /** How the operator reaches a host. */
  connectionTo(host: string): Connection;
  /** The container on this machine's Docker Engine that is the host. */
  containerOf(host: string): Promise<string>;
  onHost(host: string, command: string): Promise<string>;
  /** Secrets beside the keys of stack and hosts, by what they are. */
  ownSecrets?(): Promise<Record<string, string>>;
}
