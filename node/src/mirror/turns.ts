import { listEligible, type Validators } from "../lease/validators";

/** Blocks of a lease in which its mirroring is its holder's affair alone. */
export const holdersBlocks = 10;

/**
 * Whether a validator may tell the contract: the holder at once, the next in the order of rotation when the holder
 * has let ten blocks of the lease go by, and with every block after that one more.
 */
export function isDue(
  own: string | undefined,
  at: { holder: string; validators: Validators; lateBlocks: number },
): boolean {
  if (own === undefined) return false;
  const place = orderFrom(at.holder, at.validators).indexOf(own);
  if (place <= 0) return place === 0;
  return at.lateBlocks >= holdersBlocks + place - 1;
}

function orderFrom(holder: string, validators: Validators): string[] {
  const others = listEligible(validators).filter((address) => address !== holder);
  const after = others.filter((address) => address > holder);
  return [holder, ...after, ...others.slice(0, others.length - after.length)];
}
