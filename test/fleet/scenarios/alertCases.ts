import { stringify } from "yaml";
import { listChainCases } from "./chainAlerts";
import { listDaCases } from "./daAlerts";
import { listMirrorCases } from "./mirrorAlerts";
import { listSetCases } from "./setAlerts";

const validators = ["a", "b", "c", "d"];

/** What each validator sees of each other's clock when that of `a` is off by so many seconds. */
const clocks = (skewSeconds: number) =>
  validators.flatMap((host) =>
    validators
      .filter((peer) => peer !== host)
      .map((peer) => {
        const offset = peer === "a" ? skewSeconds : host === "a" ? -skewSeconds : 0;
        return {
          series: `cordillera_clock_skew_seconds{host="${host}",peer="${peer}"}`,
          values: `${offset}x30`,
        };
      }),
  );

const clockOfA = {
  exp_labels: { severity: "warning", peer: "a" },
  exp_annotations: {
    summary: "The clock of a is 1s away from that of every other host.",
    runbook: "docs/runbooks/clock-skew.md",
  },
};

/** For `promtool test rules`: each rule once firing, once silent. */
export function renderAlertCases(): string {
  const rule = (seconds: number, fired: object[], at = "2m") => ({
    interval: "5s",
    input_series: clocks(seconds),
    alert_rule_test: [{ eval_time: at, alertname: "ClockSkew", exp_alerts: fired }],
  });
  const tests = [
    ...listChainCases(),
    rule(1, [clockOfA]),
    rule(-1, [clockOfA]),
    rule(0.4, []),
    rule(1, [], "55s"),
    ...listDaCases(),
    ...listMirrorCases(),
    ...listSetCases(),
  ];
  return stringify({ rule_files: ["/etc/prometheus/rules.yml"], evaluation_interval: "5s", tests });
}
