import type { ContractSet } from "./contractSet";
import type { HostReport } from "./hostReport";

/** Who validates, as the furthest validator sees it, and what the contract says of it; undefined where none tells. */
export function renderSetLine(
  reports: readonly Pick<HostReport, "status" | "contractSet">[],
): string | undefined {
  const told = reports.flatMap(({ status, contractSet }) =>
    status?.validatorSet ? [{ ...status, set: status.validatorSet, contractSet }] : [],
  );
  const furthest = told.sort((a, b) => b.height - a.height)[0];
  if (!furthest) return undefined;
  const { set, contractSet: contract } = furthest;
  const powers = Object.fromEntries(
    set.members.map(({ consensusAddress, power }) => [consensusAddress, power]),
  );
  const nameOf = (address: string) =>
    told.find((status) => status.consensusAddress === address)?.name ?? address;
  const parts = [
    `validators: ${set.members.length} at CometBFT, power ${set.totalPower}, from the ${set.source}`,
  ];
  if (contract) parts.push(contractPart(contract, differences(powers, contract.powers, nameOf)));
  if (set.pending) parts.push(`next set (${set.pending.members.length}) from height ${set.pending.from} on`);
  return parts.join("; ");
}

function contractPart({ epoch, registered, powers }: ContractSet, differing: string[]): string {
  const active = Object.values(powers);
  const power = active.reduce((sum, each) => sum + each, 0);
  const said = `AndeConsensus, epoch ${epoch}: ${active.length} active of ${registered} registered, power ${power}`;
  return differing.length === 0 ? said : `${said} (differs: ${differing.join(", ")})`;
}

type Powers = Record<string, number>;

function differences(comet: Powers, contract: Powers, nameOf: (address: string) => string): string[] {
  const addresses = [...new Set([...Object.keys(comet), ...Object.keys(contract)])].sort();
  return addresses
    .filter((address) => comet[address] !== contract[address])
    .map(
      (address) =>
        `${nameOf(address)} has ${comet[address] ?? 0} at CometBFT, ${contract[address] ?? 0} there`,
    );
}
