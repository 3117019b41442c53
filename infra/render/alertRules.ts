import { stringify } from "yaml";
import type { Plan } from "../plan/plan";
import { listDaRules } from "./daAlerts";
import { listMirrorRules } from "./mirrorAlerts";
import { setRules } from "./setAlerts";

export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
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
export function renderAlertRules(plan: Plan): string {
  const groups = [
    { name: "network", rules },
    // A node that posts nowhere has no such figures.
    { name: "da", rules: listDaRules(plan) },
    { name: "contracts", rules: listMirrorRules(plan) },
    { name: "validators", rules: setRules },
  ];
  return stringify({ groups }, { lineWidth: 0 });
}
