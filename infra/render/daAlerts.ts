import type { Plan } from "../plan/plan";
import type { AlertRule } from "./alertRules";
import { blocksPerBlob } from "./da";

const lowUtia = 1_000_000;

/** What Prometheus says to be amiss with DA. */
export function listDaRules({ blockIntervalMs }: Plan): AlertRule[] {
  const runbook = "docs/runbooks/da-outage.md";
  // A blob is due every so many seconds; what DA itself takes is far below.
  const blobSeconds = (blocksPerBlob * blockIntervalMs) / 1000;
  return [
    {
      alert: "DaLagging",
      expr: `cordillera_da_lag_seconds > ${3 * blobSeconds}`,
      for: "1m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.host }}: the oldest block that is not on DA is {{ $value }} s old.",
        runbook,
      },
    },
    {
      alert: "DaBacklog",
      expr: `cordillera_da_pending_blocks > ${10 * blocksPerBlob}`,
      for: "1m",
      labels: { severity: "critical" },
      annotations: {
        summary:
          "{{ $labels.host }}: {{ $value }} blocks are not on DA; the store keeps them up to its bound.",
        runbook,
      },
    },
    {
      alert: "DaGap",
      expr: "cordillera_da_gap_blocks > 0",
      // A host that began with a snapshot is in it until the next blob.
      for: "10m",
      labels: { severity: "critical" },
      annotations: {
        summary: "{{ $labels.host }}: {{ $value }} blocks are not on DA and not in its store.",
        runbook,
      },
    },
    {
      alert: "DaDown",
      expr: "cordillera_da_up == 0",
      for: "2m",
      labels: { severity: "warning" },
      annotations: { summary: "{{ $labels.host }}: steps with DA fail.", runbook },
    },
    {
      alert: "DaNotEqual",
      // Signed by an author of the network, or said to be there: no stranger can bring these about.
      expr: 'increase(ande_da_verifications_failed_total{reason=~"BLOB_UNEQUAL|BLOB_CHAIN|ABSENT"}[10m]) > 0',
      labels: { severity: "critical" },
      annotations: {
        summary: "{{ $labels.host }}: a blob on DA is not what was finalized ({{ $labels.reason }}).",
        runbook,
      },
    },
    {
      alert: "DaBalanceLow",
      expr: `cordillera_da_balance_utia < ${lowUtia} and cordillera_da_up == 1`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: { summary: "{{ $labels.host }}: {{ $value }} utia are left to pay blobs with.", runbook },
    },
  ];
}
