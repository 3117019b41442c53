import {
  concatRunData,
  getContractVersion,
  getErrors,
  getStorageLayout,
  getStorageUpgradeReport,
  type StorageLayout,
  solcInputOutputDecoder,
  validate,
  withValidationDefaults,
} from "@openzeppelin/upgrades-core";
import { DeployError } from "../../infra/vocab/errors";

/** What forge keeps of one run of the compiler: what it was given and what it answered. */
export interface BuildInfo {
  solcVersion: string;
  input: Parameters<typeof solcInputOutputDecoder>[0];
  output: Parameters<typeof solcInputOutputDecoder>[1];
}

/** By contract. */
export type StorageLayouts = Record<string, StorageLayout>;

export class UpgradeUnsafeError extends DeployError<"UPGRADE_UNSAFE"> {
  constructor(at: { contract: string; faults: string[] }) {
    super("UPGRADE_UNSAFE", `${at.contract} cannot be the next version of what runs behind its proxy.`, {
      details: at.faults,
      fix: "keep the members of a storage struct as they are and add new ones at its end; only where no network runs the contract yet, delete contracts/snapshots/storageLayout.json and run make golden-update",
    });
  }
}

const options = withValidationDefaults({ kind: "uups" });

/**
 * Where each contract behind a proxy keeps what it remembers: namespaces (ERC-7201), members in their order, types.
 * @throws UPGRADE_UNSAFE where a contract does what none behind a proxy may: a constructor that sets state, a
 * selfdestruct, a delegatecall, a variable with a first value, no upgrade function.
 */
export function readStorageLayouts(built: BuildInfo, contracts: readonly string[]): StorageLayouts {
  const run = validate(
    built.output,
    solcInputOutputDecoder(built.input, built.output),
    built.solcVersion,
    built.input,
  );
  const data = concatRunData(run);
  return Object.fromEntries(
    contracts.map((contract) => {
      const version = getContractVersion(run, contract);
      const faults = getErrors(data, version, options).map(
        (fault) => `${fault.src}: ${fault.kind}${"name" in fault ? ` ${fault.name}` : ""}`,
      );
      if (faults.length > 0) throw new UpgradeUnsafeError({ contract, faults });
      return [contract, withoutNumbers(getStorageLayout(data, version))];
    }),
  );
}

/**
 * Refuses what an upgrade would scramble: a member that moved, went or has another type, at any depth.
 * @throws UPGRADE_UNSAFE
 */
export function checkUpgrade(accepted: StorageLayouts, next: StorageLayouts): void {
  for (const [contract, before] of Object.entries(accepted)) {
    const now = next[contract];
    if (!now) continue;
    const report = getStorageUpgradeReport(before, now, options);
    if (report.ok) continue;
    throw new UpgradeUnsafeError({ contract, faults: report.explain(false).split(/\n+/) });
  }
}

// The compiler numbers every node of its tree anew, and lines move: neither is part of a layout.
function withoutNumbers(layout: StorageLayout): StorageLayout {
  const text = JSON.stringify(layout, (key, value) => (key === "src" ? undefined : value));
  return JSON.parse(text.replace(/\)\d+(?=[_,)"])/g, ")"));
}
