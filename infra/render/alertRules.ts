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
    alert: "ChainStalled",
    // The highest of all: a host that fills itself again is low and no trouble of the chain.
    expr: "max(ande_chain_block_height) <= max(ande_chain_block_height offset 30s) or absent(ande_chain_block_height)",
    for: "30s",
    labels: { severity: "critical" },
    annotations: {
      summary: "No block for a minute: a third or more of the voting power is away or parted from the rest.",
      runbook: "docs/runbooks/stuck-chain.md",
    },
  },
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
