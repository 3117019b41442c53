/** Makes the machines on this test machine be what the state of a cloud says. */
export interface Machines {
  converge(): Promise<void>;
}
