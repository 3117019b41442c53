import { parse } from "yaml";
import { planNetwork } from "../../infra/plan/planNetwork";
import { renderAlertRules } from "../../infra/render/alertRules";
import { metricCatalogue } from "../../node/src/metrics/catalogue";
import { exampleDocker, parseExample } from "./exampleNetwork";

const alertsOf = (description: ReturnType<typeof exampleDocker>) =>
  parse(renderAlertRules(planNetwork(parseExample(description)))) as {
    groups: { name: string; rules: { alert: string; expr: string }[] }[];
  };

describe("renderAlertRules", () => {
  const rules = alertsOf({ ...exampleDocker(), da: { devnet: true } }).groups.flatMap((group) => group.rules);

  test("asks for metrics that the node has", () => {
    const known: string[] = Object.values(metricCatalogue).map(({ name }) => name);
    const asked = rules.flatMap(({ expr }) => expr.match(/\b(ande|cordillera)_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThanOrEqual(rules.length);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("waits as long as three blobs take before it calls the lag one", () => {
    expect(rules.find(({ alert }) => alert === "DaLagging")!.expr).toBe("cordillera_da_lag_seconds > 384");
  });
});
