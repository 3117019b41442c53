import type { Validators } from "../lease/validators";
import type { AppState } from "../state";
import type { ChainSet } from "./chainSet";

/** How the set follows the contracts. Application state, agreed on: the same on every node. */
export interface Following {
  /** Whether AndeConsensus leads; once it does, it does for good. Until then the set is the genesis'. */
  leads: boolean;
  /** The set from this height on, where it is another than before it. */
  pending?: { from: number; validators: Validators };
  /** Hot keys of those who were in the set: what they signed is on DA. Sorted, lower case. */
  former: string[];
}

/** A change for CometBFT; power 0 takes out. */
export interface PowerChange {
  /** ed25519, hex. */
  publicKey: string;
  power: number;
}

export interface FollowedSet {
  /** Of the height after this one. */
  validators: Validators;
  following: Following;
  /** For CometBFT, which runs with them two heights after this one. */
  changes: PowerChange[];
  /** Whether the contract leads from this height on, and did not before. */
  tookOver: boolean;
}

/**
 * The set after a height, from what the contracts said in its block; undefined where it carried none that could have
 * changed them.
 *
 * The contract takes the lead in the first block in which it names every validator of the genesis exactly as the
 * genesis does: power, hot key, and whether it may hold a lease. Validators register one by one, each with its own
 * transaction; a contract that led from its first registration would hand all power to that one. With this rule the
 * take-over itself takes power from nobody, and happens in the same block on every node, for it asks nothing but the
 * state and that block. From then on the contract is followed, also below the genesis' set. An answer that is no set
 * changes nothing: a chain with the validators of yesterday can still be mended, one without any cannot.
 */
export function followSet(
  state: Pick<AppState, "validators"> & { following: Following },
  height: number,
  said: ChainSet | undefined,
): FollowedSet {
  const { leads, pending, former } = state.following;
  const decided = pending?.validators ?? state.validators;
  const named = said?.validators;
  const isLeading = leads || (named !== undefined && includes(named, decided));
  const wanted = isLeading && named ? named : decided;
  const isChanged = !isSame(wanted, decided);
  return {
    validators: decided,
    following: {
      leads: isLeading,
      // Finalized at this height, CometBFT runs with it two heights later.
      ...(isChanged && { pending: { from: height + 2, validators: wanted } }),
      former: isChanged ? withFormer(former, decided, wanted) : former,
    },
    changes: changesOf(decided, wanted),
    tookOver: isLeading && !leads,
  };
}

/** What CometBFT must be told to come from one set to the other. */
export function changesOf(before: Validators, after: Validators): PowerChange[] {
  const gone = Object.entries(before).filter(([address]) => !after[address]);
  const changed = Object.entries(after).filter(([address, { power }]) => before[address]?.power !== power);
  return [
    ...gone.map(([, { publicKey }]) => ({ publicKey: publicKey!, power: 0 })),
    ...changed.map(([, { publicKey, power }]) => ({ publicKey: publicKey!, power })),
  ];
}

function includes(named: Validators, genesis: Validators): boolean {
  return Object.entries(genesis).every(([address, facts]) => isSameFacts(named[address], facts));
}

function isSame(a: Validators, b: Validators): boolean {
  return Object.keys(a).length === Object.keys(b).length && includes(a, b);
}

function isSameFacts(a: Validators[string] | undefined, b: Validators[string]): boolean {
  return a?.power === b.power && a.evmAddress === b.evmAddress && a.eligible === b.eligible;
}

function withFormer(former: string[], before: Validators, after: Validators): string[] {
  const staying = new Set(Object.values(after).map(({ evmAddress }) => evmAddress));
  const leaving = Object.values(before)
    .map(({ evmAddress }) => evmAddress)
    .filter((address) => !staying.has(address));
  return [...new Set([...former, ...leaving])].sort();
}
