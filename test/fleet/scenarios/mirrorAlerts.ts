/** What three hosts see of the coordinator's lag, in promtool's notation, a value each 30 s. */
const lags = (...values: string[]) =>
  values.map((each, index) => ({
    series: `cordillera_mirror_lag_blocks{host="v${index + 1}"}`,
    values: each,
  }));

const told = (name: string, series: object[], fired: object[]) => ({
  name: `LeaseNotMirrored ${name}`,
  interval: "30s",
  input_series: series,
  alert_rule_test: [{ eval_time: "5m", alertname: "LeaseNotMirrored", exp_alerts: fired }],
});

const fired = {
  exp_labels: { severity: "warning" },
  exp_annotations: {
    summary: "AndeSequencerCoordinator does not know of a lease that began 40 blocks ago.",
    runbook: "docs/runbooks/lease-not-mirrored.md",
  },
};

/** The alert on the mirror once firing, and silent where all is well, late by a takeover, or one host's affair. */
export function listMirrorCases(): object[] {
  return [
    told("fires", lags("40x10", "40x10", "0x10"), [fired]),
    told("is silent while leases are told", lags("0 3 0 0 2 0 0 3 0 0 0", "0x10", "0x10"), []),
    told(
      "is silent where another sequencer tells them",
      lags("0 10 12 0 0 0 10 12 0 0 0", "0 10 12 0 0 0 10 12 0 0 0", "0x10"),
      [],
    ),
    told("is silent where one host alone sees it", lags("900x10", "0x10", "0x10"), []),
  ];
}
