const hosts = ["a", "b", "c"];

/** A host's counts of one reason, a value each 30 s. */
const counts = (...values: string[]) =>
  hosts.map((host, index) => ({
    series: `cordillera_validator_set_faults_total{host="${host}", reason="reverted"}`,
    values: values[index] ?? values[0]!,
  }));

const told = (name: string, series: object[], alerts: object[], at = "30m") => ({
  name: `ValidatorSetUnusable ${name}`,
  interval: "30s",
  input_series: series,
  alert_rule_test: [{ eval_time: at, alertname: "ValidatorSetUnusable", exp_alerts: alerts }],
});

const fired = {
  exp_labels: { severity: "critical", reason: "reverted" },
  exp_annotations: {
    summary:
      "AndeConsensus names no set that consensus can run with (reverted); the validators stay as they were.",
    runbook: "docs/runbooks/validator-set.md",
  },
};

/** The alert on what the contracts say of the validators. */
export function listSetCases(): object[] {
  return [
    told("fires, for an hour after one block", counts("0x20 1x200"), [fired]),
    told("ends an hour after the last", counts("0x20 1x200"), [], "90m"),
    told("is silent while the set can be read", counts("0x200"), []),
    told("is silent where one host alone counts", counts("0x200", "0x200", "0x20 1x200"), []),
    // Counters begin at zero again.
    told("is silent over a restart", counts("7x20 0x200"), []),
  ];
}
