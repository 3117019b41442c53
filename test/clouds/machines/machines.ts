import type { Properties } from "../cloud/cloudState";

/** Makes the machines on this test machine be what the state of a cloud says. */
export interface Machines {
  /** Keeps what a machine is told before it first starts: the cloud's state holds only a hash of it. */
  takeUserData(id: string, inputs: Properties): void;
  converge(): Promise<void>;
}
