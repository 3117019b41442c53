import { MirrorError } from "./mirrorFaults";

export interface Fees {
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

const gwei = 10n ** 9n;
// Ten million gas for one ether: nothing that a proof may cost.
const cap = 100n * gwei;
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * Room for the base fee to double, no less for the author than others give, and enough more than what waits under
 * the same nonce to replace it. @throws MIRROR
 */
export function chooseFees(
  { baseFeePerGas, tipPerGas }: { baseFeePerGas: bigint; tipPerGas: bigint },
  waiting?: Fees,
): Fees {
  const tip = most(tipPerGas, gwei);
  const fees = {
    maxFeePerGas: most(2n * baseFeePerGas + tip, dearer(waiting?.maxFeePerGas)),
    maxPriorityFeePerGas: most(tip, dearer(waiting?.maxPriorityFeePerGas)),
  };
  if (fees.maxFeePerGas <= cap) return fees;
  throw new MirrorError("fees", `gas costs ${fees.maxFeePerGas / gwei} gwei, more than ${cap / gwei}`);
}

// geth takes a replacement from 10 % on; both fees have to grow.
const dearer = (fee = 0n): bigint => (fee * 5n + 3n) / 4n;
