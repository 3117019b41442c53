import { addressOfWord, arrayView, decodeArrays } from "../contracts/view";
import type { Execution } from "../engine/engineClient";
import type { ViewAnswer } from "../engine/probe";
import { validatorAddressOf } from "../keys/consensusKey";
import type { Validators } from "../lease/validators";
import type { ChainContracts } from "../state";

const validatorSet = arrayView("AndeConsensus", "getValidatorSet");
const registeredSequencers = arrayView("AndeSequencerCoordinator", "getRegisteredSequencers");

/** Why an answer of the contracts is no set. */
export const setFaults = ["absent", "reverted", "unreadable", "empty", "power", "twice"] as const;
export type SetFault = (typeof setFaults)[number];

/** What the contracts say in a block: a set that CometBFT can run with, or why it is none. */
export type ChainSet =
  | { validators: Validators; fault?: undefined }
  | { validators?: undefined; fault: SetFault; detail: string };

/**
 * Both contracts' answers in this block. AndeConsensus says who votes, the coordinator who may hold a lease: of the
 * same block, so that no order of registrations can make them disagree. It is registration that counts, not whether
 * the coordinator finds a sequencer active: the stake that a lost lease costs, or a jail, would take it out of the
 * rotation until its owner does something, and a few bad nights all of them. Who is passed over for misses is the
 * lease's own state, and comes back by itself.
 * @throws ENGINE_*: geth cannot tell, which says nothing of the contracts
 */
export async function readChainSet(
  execution: Pick<Execution, "viewAt">,
  contracts: ChainContracts,
  { blockHash, signal }: { blockHash: string; signal: AbortSignal },
): Promise<ChainSet> {
  const [set, sequencers] = await Promise.all([
    execution.viewAt(blockHash, { to: contracts.consensus, selector: validatorSet.selector }, { signal }),
    execution.viewAt(
      blockHash,
      { to: contracts.coordinator, selector: registeredSequencers.selector },
      { signal },
    ),
  ]);
  return parseChainSet(set, sequencers);
}

/** Reads the answers; the same on every node, whatever a contract says. */
export function parseChainSet(set: ViewAnswer, sequencers: ViewAnswer): ChainSet {
  if (set.isReverted || sequencers.isReverted) {
    return { fault: "reverted", detail: `${set.isReverted ? "AndeConsensus" : "the coordinator"} reverts` };
  }
  if (set.data === "0x" || sequencers.data === "0x") {
    return { fault: "absent", detail: "no code at the address" };
  }
  try {
    const [owners, peerIds, signers, powers] = decodeArrays(set.data, validatorSet) as [
      string[],
      string[],
      string[],
      string[],
    ];
    const [registered] = decodeArrays(sequencers.data, registeredSequencers) as [string[]];
    if ([peerIds, signers, powers].some(({ length }) => length !== owners.length)) {
      return { fault: "unreadable", detail: "its arrays differ in length" };
    }
    const mayHold = new Set(registered);
    return checkMembers(
      owners.map((owner, i) => ({
        publicKey: peerIds[i]!,
        evmAddress: addressOfWord(signers[i]!),
        power: BigInt(powers[i]!),
        eligible: mayHold.has(owner),
      })),
    );
  } catch (error) {
    return { fault: "unreadable", detail: (error as Error).message };
  }
}

interface Member {
  publicKey: string;
  evmAddress: string;
  power: bigint;
  eligible: boolean;
}

const noKey = `0x${"0".repeat(40)}`;
// CometBFT takes 2^60 - 1 in all; powers are JSON numbers here.
const maxTotalPower = BigInt(Number.MAX_SAFE_INTEGER);

function checkMembers(members: Member[]): ChainSet {
  if (members.length === 0) return { fault: "empty", detail: "nobody is active" };
  const total = members.reduce((sum, { power }) => sum + power, 0n);
  if (members.some(({ power }) => power < 1n) || total > maxTotalPower) {
    return { fault: "power", detail: `powers ${members.map(({ power }) => power).join(", ")}` };
  }
  const hotKeys = members.map(({ evmAddress }) => evmAddress).filter((address) => address !== noKey);
  // The fee recipient tells who wrote a payload.
  if (new Set(hotKeys).size < hotKeys.length) return { fault: "twice", detail: "two share a hot key" };
  // Someone must hold the lease, whatever became of the sequencers.
  const isAnyEligible = members.some(({ eligible, evmAddress }) => eligible && evmAddress !== noKey);
  const entries = members.map(({ publicKey, evmAddress, power, eligible }) => {
    const address = validatorAddressOf(Buffer.from(publicKey.slice(2), "hex"));
    const mayHold = evmAddress !== noKey && (eligible || !isAnyEligible);
    return [address, { publicKey, evmAddress, power: Number(power), eligible: mayHold }] as const;
  });
  const validators = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  if (Object.keys(validators).length < members.length) {
    return { fault: "twice", detail: "two share a consensus key" };
  }
  return { validators };
}
