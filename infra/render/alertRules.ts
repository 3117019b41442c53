import { stringify } from "yaml";

interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: "warning" | "critical" };
  annotations: { summary: string; runbook: string };
}

const rules: AlertRule[] = [
  {
    alert: "ClockSkew",
    // The least of what the others see: a host whose own clock is wrong sees everybody's off, and accuses nobody.
    expr: "min by (peer) (abs(cordillera_clock_skew_seconds)) > 0.5",
    for: "1m",
    labels: { severity: "warning" },
    annotations: {
      summary:
        "The clock of {{ $labels.peer }} is {{ $value | humanizeDuration }} away from that of every other host.",
      runbook: "docs/runbooks/clock-skew.md",
    },
  },
];

/** rules.yml of Prometheus. */
export function renderAlertRules(): string {
  return stringify({ groups: [{ name: "network", rules }] }, { lineWidth: 0 });
}
