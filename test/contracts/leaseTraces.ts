import { firstLease, type HandOver, type Lease, missesOf, nextLease } from "../../node/src/lease/lease";
import type { Validators } from "../../node/src/lease/validators";

/** Small lengths, so that every way for a lease to end comes up often. */
export const traceRules = { blocks: 6, missesToFailOver: 3 };
export const validatorsInTrace = 5;

const heights = 14;
const nobody = 255;

/** Same numbers for the same seed, on every machine (mulberry32). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const addressOf = (index: number) => String.fromCharCode(65 + index).repeat(40);
const indexOf = (address: string) => (address === "" ? nobody : address.charCodeAt(0) - 65);

function makeValidators(powers: number[], eligible: number): Validators {
  return Object.fromEntries(
    powers.map((power, index) => [
      addressOf(index),
      { evmAddress: `0x${index}`, power, eligible: ((eligible >> index) & 1) === 1 },
    ]),
  );
}

/**
 * One trace as bytes: powers, who is eligible at first, the first holder; then for each height proposer, author,
 * hand-over (heights ahead, to whom), who is eligible, and what the node's machine makes of it: holder, whether the lease
 * ended, misses, who has failed.
 */
export function makeTrace(random: (below: number) => number): number[] {
  const powers = Array.from({ length: validatorsInTrace }, () => 1 + random(10));
  let eligible = 1 + random(31);
  let lease: Lease = firstLease(makeValidators(powers, eligible), 1);
  const bytes = [...powers, eligible, indexOf(lease.holder)];
  const isHolderDown = random(3) === 0;
  for (let height = 1; height <= heights; height++) {
    const holder = indexOf(lease.holder);
    const proposer = random(validatorsInTrace);
    const isMiss = random(10) < (isHolderDown ? 8 : 3);
    const author = !isMiss ? holder : random(4) === 0 ? nobody : proposer;
    const ahead = random(12) === 0 ? 1 + random(4) : 0;
    const to = random(2) === 0 ? nobody : random(validatorsInTrace);
    if (random(9) === 0) eligible = random(32);
    const validators = makeValidators(powers, eligible);
    const handOver: HandOver | undefined =
      ahead > 0 ? { at: height + ahead - 1, ...(to === nobody ? {} : { to: addressOf(to) }) } : undefined;
    const seen = {
      height,
      proposer: addressOf(proposer),
      author: author === nobody ? undefined : addressOf(author),
    };
    const next = nextLease(lease, { ...seen, handOver }, validators, traceRules);
    lease = next.lease;
    const failed = lease.failed.reduce((bits, address) => bits | (1 << indexOf(address)), 0);
    bytes.push(proposer, author, ahead, to, eligible);
    bytes.push(indexOf(lease.holder), next.ended ? 1 : 0, missesOf(lease), failed);
  }
  return bytes;
}
