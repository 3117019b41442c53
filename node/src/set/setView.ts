import type { Validators } from "../lease/validators";
import type { AppState } from "../state";

export interface SetMember {
  consensusAddress: string;
  power: number;
  /** May hold a lease. */
  eligible: boolean;
}

/** The validator set as `/status` tells it. */
export interface SetStatus {
  /** `genesis`: until AndeConsensus names every validator of it, or for good where the genesis knows no contracts. */
  source: "genesis" | "contract";
  totalPower: number;
  members: SetMember[];
  /** The next set, and its first height. */
  pending: { from: number; members: SetMember[] } | null;
}

/** Who validates, and on whose word. */
export function describeSet({ validators, following }: AppState): SetStatus {
  const pending = following?.pending;
  return {
    source: following?.leads ? "contract" : "genesis",
    totalPower: Object.values(validators).reduce((sum, { power }) => sum + power, 0),
    members: membersOf(validators),
    pending: pending ? { from: pending.from, members: membersOf(pending.validators) } : null,
  };
}

function membersOf(validators: Validators): SetMember[] {
  return Object.entries(validators)
    .map(([consensusAddress, { power, eligible }]) => ({ consensusAddress, power, eligible }))
    .sort((a, b) => (a.consensusAddress < b.consensusAddress ? -1 : 1));
}
