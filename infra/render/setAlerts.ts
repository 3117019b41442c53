import type { AlertRule } from "./alertRules";

/** What Prometheus says to be amiss with the validator set that the contracts name. */
export const setRules: AlertRule[] = [
  {
    alert: "ValidatorSetUnusable",
    // It is read in blocks with transactions only, so one count in an hour is enough; what most hosts read, they agreed on.
    expr: "quantile by (reason) (0.5, increase(cordillera_validator_set_faults_total[1h])) > 0",
    labels: { severity: "critical" },
    annotations: {
      summary:
        "AndeConsensus names no set that consensus can run with ({{ $labels.reason }}); the validators stay as they were.",
      runbook: "docs/runbooks/validator-set.md",
    },
  },
];
