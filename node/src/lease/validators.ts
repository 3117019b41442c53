/** What the application knows of a validator. */
export interface ValidatorFacts {
  /** Author and fee recipient of its payloads; lower case. */
  evmAddress: string;
  /** Voting power. */
  power: number;
  /** Whether it may hold a lease; witnesses may not. */
  eligible: boolean;
  /** ed25519, 0x-prefixed; there where the set can change. */
  publicKey?: string;
}

/** By consensus address, upper case hex. */
export type Validators = Record<string, ValidatorFacts>;

/** Their voting power together; strangers have none. */
export function powerOf(validators: Validators, addresses: string[]): number {
  return addresses.reduce((sum, address) => sum + (validators[address]?.power ?? 0), 0);
}

/** Addresses that may hold, in the order of rotation. */
export function listEligible(validators: Validators): string[] {
  return Object.keys(validators)
    .filter((address) => validators[address]!.eligible)
    .sort();
}
