import { formatUnits, parseUnits } from "ethers";
import { fault } from "../fault";
import type { FeePolicy } from "./sending";

export interface Fees {
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

const gwei = (amount: number): bigint => parseUnits(String(amount), "gwei");
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * Fees of a first try: room for the base fee to double, within the cap.
 * @throws FEE_ABOVE_CAP
 */
export function firstFees(baseFeePerGas: bigint, policy: FeePolicy): Fees {
  const cap = gwei(policy.maxFeeGwei);
  if (baseFeePerGas > cap) {
    throw fault("FEE_ABOVE_CAP", "Gas costs more than the description allows; nothing was sent.", {
      details: [
        `base fee: ${formatUnits(baseFeePerGas, "gwei")} gwei`,
        `contracts.fees.maxFeeGwei: ${policy.maxFeeGwei}`,
      ],
      fix: "Wait for a cheaper hour, or raise contracts.fees.maxFeeGwei.",
    });
  }
  const maxFeePerGas = least(2n * baseFeePerGas + gwei(policy.maxPriorityFeeGwei), cap);
  return { maxFeePerGas, maxPriorityFeePerGas: least(gwei(policy.maxPriorityFeeGwei), maxFeePerGas) };
}

/** Fees that replace a transaction of the same nonce; undefined where the cap forbids it. */
export function raiseFees({ maxFeePerGas, maxPriorityFeePerGas }: Fees, policy: FeePolicy): Fees | undefined {
  // geth and its kin take a replacement from 10 % on; both fees have to grow.
  const raised = (fee: bigint): bigint => (fee * 1125n + 999n) / 1000n;
  const fees = {
    maxFeePerGas: raised(maxFeePerGas),
    maxPriorityFeePerGas: raised(maxPriorityFeePerGas === 0n ? 1n : maxPriorityFeePerGas),
  };
  return fees.maxFeePerGas > gwei(policy.maxFeeGwei) ? undefined : fees;
}
