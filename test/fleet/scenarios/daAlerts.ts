interface AlertCase {
  alert: string;
  /** Series of one host, in promtool's notation, a value each minute. */
  firing: Record<string, string>;
  silent: Record<string, string>;
}

const notEqual = 'ande_da_verifications_failed_total{host="v1",reason="BLOB_UNEQUAL"}';
const spam = 'ande_da_verifications_failed_total{host="v1",reason="BLOB_CORRUPT"}';
const of = (name: string, values: string) => ({ [`${name}{host="v1"}`]: values });

// A chain that posts as it should lags by one blob and what DA takes: 128 s and some.
const cases: AlertCase[] = [
  {
    alert: "DaLagging",
    firing: of("cordillera_da_lag_seconds", "400x10"),
    silent: of("cordillera_da_lag_seconds", "0 60 128 160 190 40 128 160 190 0 60"),
  },
  {
    alert: "DaBacklog",
    firing: of("cordillera_da_pending_blocks", "641x10"),
    silent: of("cordillera_da_pending_blocks", "640x10"),
  },
  {
    alert: "DaGap",
    firing: of("cordillera_da_gap_blocks", "1x15"),
    // A host that began with a snapshot eight minutes ago.
    silent: of("cordillera_da_gap_blocks", "0x6 40x8"),
  },
  {
    alert: "DaDown",
    firing: of("cordillera_da_up", "0x10"),
    silent: of("cordillera_da_up", "1 0 1 1 0 0 1 1 0 1 1"),
  },
  { alert: "DaNotEqual", firing: { [notEqual]: "0 0 0 1x7" }, silent: { [spam]: "0+5x10" } },
  {
    alert: "DaBalanceLow",
    firing: { ...of("cordillera_da_balance_utia", "999999x15"), ...of("cordillera_da_up", "1x15") },
    // Nothing was asked yet: 0 says nothing of the account.
    silent: { ...of("cordillera_da_balance_utia", "0x15"), ...of("cordillera_da_up", "0x15") },
  },
];

/** Each alert on DA once firing, once silent. */
export function listDaCases(): object[] {
  return cases.flatMap(({ alert, firing, silent }) => [
    judged(alert, firing, [{ labels: `{alertname="${alert}"}`, value: 1 }]),
    judged(alert, silent, []),
  ]);
}

function judged(alert: string, series: Record<string, string>, expected: object[]): object {
  return {
    name: `${alert} ${expected.length > 0 ? "fires" : "is silent"}`,
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"})`,
        eval_time: ["DaBalanceLow", "DaGap"].includes(alert) ? "14m" : "8m",
        exp_samples: expected,
      },
    ],
  };
}
