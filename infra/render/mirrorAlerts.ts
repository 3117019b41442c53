import type { Plan } from "../plan/plan";
import type { AlertRule } from "./alertRules";

/** Blocks of a lease after which others tell the coordinator of it; node/src/mirror/turns.ts. */
const holdersBlocks = 10;

/** What Prometheus says to be amiss with what the contracts know of the chain; nothing where they are on another. */
export function listMirrorRules({ contracts }: Pick<Plan, "contracts">): AlertRule[] {
  if (contracts.rpcUrl !== undefined) return [];
  return [
    {
      alert: "LeaseNotMirrored",
      // What most hosts see: one whose own geth is away sees nothing new, neither good nor bad.
      expr: `quantile(0.5, cordillera_mirror_lag_blocks) > ${holdersBlocks}`,
      for: "2m",
      labels: { severity: "warning" },
      annotations: {
        summary: "AndeSequencerCoordinator does not know of a lease that began {{ $value }} blocks ago.",
        runbook: "docs/runbooks/lease-not-mirrored.md",
      },
    },
  ];
}
