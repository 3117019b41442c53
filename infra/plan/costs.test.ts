import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { exampleCloud, exampleDocker, exampleSource } from "../../test/unit/exampleNetwork";
import { parseNetwork } from "../config/parseNetwork";
import { type Costs, planCosts } from "./costs";
import { planNetwork } from "./planNetwork";

const prices = {
  file: "stacks/prices.yaml",
  text: readFileSync(join(__dirname, "../../stacks/prices.yaml"), "utf8"),
};

const examplePrices = {
  date: "2026-01-02",
  currency: "EUR",
  exchange: { USD: 1.25 },
  providers: {
    hetzner: {
      currency: "EUR",
      per: "month",
      traffic: "20 TB free",
      groups: [
        { regions: ["fsn1", "nbg1", "hel1"], ipv4: 0.5, volumeGbMonth: 0.05, machines: { ccx23: 80 } },
      ],
    },
    aws: {
      currency: "USD",
      per: "hour",
      traffic: "0.09 a GB",
      groups: [
        { regions: ["eu-central-1"], ipv4: 0.005, volumeGbMonth: 0.1, machines: { "m7i.large": 0.1 } },
      ],
    },
  },
};

function costsOf(description: object, given: unknown = examplePrices): Costs | undefined {
  const text = typeof given === "string" ? given : stringify(given);
  const network = parseNetwork({
    ...exampleSource(description),
    prices: { file: "stacks/prices.yaml", text },
  });
  return planCosts(planNetwork(network), network);
}

const refusalOf = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("planCosts", () => {
  test("prices machine, address and disks of each host, in one currency", () => {
    const costs = costsOf(exampleCloud())!;
    const byHost = costs.hosts;
    expect(byHost["fsn1-sequencer-1"]).toEqual({ machine: 80, address: 0.5, disk: 5, monthly: 85.5 });
    expect(byHost["fsn1-edge-1"]).toEqual({ machine: 80, address: 0.5, disk: 0, monthly: 80.5 });
    // 730 hours, and 1.25 USD are 1 EUR: 130 GB are data and system.
    expect(byHost["eu-central-1-witness-1"]).toEqual({
      machine: 58.4,
      address: 2.92,
      disk: 10.4,
      monthly: 71.72,
    });
    expect(costs.monthly).toBe(3 * 85.5 + 80.5 + 82.5 + 71.72);
    expect(costs).toMatchObject({ currency: "EUR", pricesOf: "2026-01-02" });
    expect(costs.traffic).toEqual({ aws: "0.09 a GB", hetzner: "20 TB free" });
  });

  test("containers cost nothing", () => {
    expect(costsOf(exampleDocker())).toBeUndefined();
  });

  test("names every host without a price", () => {
    const description = exampleCloud();
    Object.assign(description.hosts[0]!, { serverType: "ccx33" });
    Object.assign(description.hosts[3]!, { serverType: "m7i.xlarge" });
    expect(refusalOf(() => costsOf(description))).toBe(
      [
        "stacks/prices.yaml has no price for 2 hosts.",
        "  - eu-central-1-witness-1: aws m7i.xlarge in eu-central-1",
        "  - fsn1-sequencer-1: hetzner ccx33 in fsn1",
        "  fix: Add these lines to stacks/prices.yaml, from the pages that it names.",
      ].join("\n"),
    );
  });

  test("refuses a network above its budget with the biggest lines, in the currency of the budget", () => {
    const description = { ...exampleCloud(), budget: { monthlyMax: 500, currency: "USD" } };
    expect(refusalOf(() => costsOf(description))).toBe(
      [
        "The network costs 614.03 USD a month; its budget is 500.",
        "  - fsn1-sequencer-1: 85.50 EUR",
        "  - hel1-sequencer-1: 85.50 EUR",
        "  - nbg1-sequencer-1: 85.50 EUR",
        "  - hel1-monitor-1: 82.50 EUR",
        "  - fsn1-edge-1: 80.50 EUR",
        "  fix: Take smaller or fewer hosts, or raise budget.monthlyMax in the description.",
      ].join("\n"),
    );
  });

  test("refuses a budget in a currency without a rate", () => {
    const description = { ...exampleCloud(), budget: { monthlyMax: 500, currency: "CHF" } };
    expect(refusalOf(() => costsOf(description))).toBe(
      [
        "The budget is in CHF, which stacks/prices.yaml has no rate for.",
        "  - known: EUR, USD",
        "  fix: Give budget in one of these, or add the rate.",
      ].join("\n"),
    );
  });

  test("keeps a budget that is kept", () => {
    const budget = { monthlyMax: 491.22, currency: "EUR" };
    expect(costsOf({ ...exampleCloud(), budget })).toMatchObject({ monthly: 491.22, budget });
  });
});

describe("stacks/prices.yaml", () => {
  test("prices what the stacks of this project name, within their budgets", () => {
    for (const stack of ["testnet", "mainnet"]) {
      const text = readFileSync(join(__dirname, `../../stacks/${stack}.yaml`), "utf8").replace(
        /^release: .*$/m,
        "release: first",
      );
      const network = parseNetwork({ ...exampleSource(text), prices });
      const costs = planCosts(planNetwork(network), network)!;
      expect(costs.monthly).toBeLessThanOrEqual(network.budget!.monthlyMax);
      expect(costs.monthly).toBeGreaterThan(network.budget!.monthlyMax / 2);
    }
  });

  test("is refused with all its faults", () => {
    const broken = { ...examplePrices, date: "May 2026", exchange: { EUR2: 1 }, extra: 1 };
    expect(refusalOf(() => costsOf(exampleCloud(), broken))).toContain("stacks/prices.yaml has 3 faults.");
  });

  test("must have a rate for every currency it uses", () => {
    expect(refusalOf(() => costsOf(exampleCloud(), { ...examplePrices, exchange: { CHF: 1 } }))).toContain(
      'providers.aws.currency: has no rate under exchange (got "USD"; known EUR, CHF)',
    );
  });
});
