import { ValidatorUpdate } from "cosmjs-types/tendermint/abci/types";
import { bytesOf } from "../abci/wire";
import { validatorAddressOf } from "../keys/consensusKey";
import type { Validators } from "../lease/validators";
import type { AppState } from "../state";
import { changesOf, type PowerChange } from "./followSet";

/** The genesis' validators with their public keys, without which CometBFT cannot be told to let one go. */
export function withPublicKeys(
  validators: Validators,
  named: readonly ValidatorUpdate[],
): { validators: Validators; faults: string[] } {
  const keys = new Map(
    named.map(({ pubKey, power }) => {
      const publicKey = Buffer.from(pubKey?.ed25519 ?? []);
      const address = validatorAddressOf(publicKey);
      return [address, { publicKey: `0x${publicKey.toString("hex")}`, power: Number(power) }] as const;
    }),
  );
  const addresses = [...new Set([...keys.keys(), ...Object.keys(validators)])].sort();
  const faults = addresses
    .filter((address) => keys.get(address)?.power !== validators[address]?.power)
    .map((address) => `app_state.validators.${address}: must be as in validators`);
  const entries = Object.entries(validators).map(([address, facts]) => {
    const publicKey = keys.get(address)?.publicKey;
    return [address, { ...facts, ...(publicKey && { publicKey }) }] as const;
  });
  return { validators: Object.fromEntries(entries), faults };
}

/** For a consensus that begins anew above this state: its first height runs with the set that was to come. */
export function settlePending<S extends Pick<AppState, "validators" | "following">>(state: S): S {
  const { following } = state;
  if (!following?.pending) return state;
  const { pending, ...rest } = following;
  return { ...state, validators: pending.validators, following: rest };
}

/** Changes as CometBFT takes them. */
export function encodeChanges(changes: readonly PowerChange[]): ValidatorUpdate[] {
  return changes.map(({ publicKey, power }) =>
    ValidatorUpdate.fromPartial({ pubKey: { ed25519: bytesOf(publicKey) }, power: BigInt(power) }),
  );
}

/** A whole set as CometBFT takes it. */
export const encodeSet = (validators: Validators): ValidatorUpdate[] =>
  encodeChanges(changesOf({}, validators));
