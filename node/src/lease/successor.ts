import { listEligible, type Validators } from "./validators";

interface Parting {
  holder: string;
  failed: string[];
  /** Whom the holder hands over to. */
  wanted?: string;
}

/**
 * Who holds next: the first after the holder, in the order of addresses, that has not failed. Where all have,
 * failures are forgotten; where nobody is eligible, the holder stays: there is always exactly one.
 */
export function chooseSuccessor(
  { holder, failed, wanted }: Parting,
  validators: Validators,
): { holder: string; failed: string[] } {
  if (wanted && validators[wanted]?.eligible && !failed.includes(wanted)) return { holder: wanted, failed };
  const eligible = listEligible(validators);
  const sound = eligible.filter((address) => !failed.includes(address));
  const next = firstAfter(holder, sound);
  if (next) return { holder: next, failed };
  return { holder: firstAfter(holder, eligible) ?? holder, failed: [] };
}

function firstAfter(address: string, ordered: string[]): string | undefined {
  return ordered.find((one) => one > address) ?? ordered[0];
}
