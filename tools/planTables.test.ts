import { planNetwork } from "../infra/plan/planNetwork";
import { exampleCloud, parseExample } from "../test/unit/exampleNetwork";
import { renderPlanTables } from "./planTables";

describe("renderPlanTables", () => {
  const description = exampleCloud();
  Object.assign(description.hosts[1]!, { name: "fsn1-sequencer-2", region: "fsn1" });
  const text = renderPlanTables(planNetwork(parseExample(description)));
  const rowsWith = (word: string) =>
    text
      .split("\n")
      .filter((line) => line.includes(word))
      .map((line) =>
        line
          .split("│")
          .map((cell) => cell.trim())
          .filter(Boolean)
          .join(" | "),
      );

  test("shows each host with its place, power and services", () => {
    expect(rowsWith("hetzner")[0]).toMatch(
      /^fsn1-edge-1 \| hetzner \| fsn1 \| ccx23 \| edge \| 0 \| 10\.90\.0\.\d+ \| haproxy exporter$/,
    );
  });

  test("shows a port that is the same on all hosts once", () => {
    expect(rowsWith("22/tcp")).toEqual(["22/tcp | ssh | 203.0.113.0/24 | all"]);
  });

  test("shows waves in order with the power in motion", () => {
    expect(rowsWith("canary")).toEqual(["1 | canary | eu-central-1-witness-1 | 1"]);
  });

  test("shows costs per host and in total, and what the accounts must allow", () => {
    const costs = {
      ...{ currency: "EUR", pricesOf: "2026-01-02", monthly: 85.5, traffic: { hetzner: "20 TB free" } },
      hosts: { "fsn1-rpc-1": { machine: 80, address: 0.5, disk: 5, monthly: 85.5 } },
      budget: { monthlyMax: 100, currency: "EUR" },
    };
    const withCosts = renderPlanTables(planNetwork(parseExample(description)), costs);
    expect(withCosts).toContain("Costs a month (EUR, list prices of 2026-01-02 without tax and traffic)");
    expect(withCosts).toMatch(/fsn1-rpc-1 │\s+80\.00 │ 0\.50 │\s+5\.00 │ 85\.50/);
    expect(withCosts).toContain("  total: 85.50 EUR");
    expect(withCosts).toContain("  budget: 100 EUR");
    expect(withCosts).toContain("hetzner: the account must allow 5 machines");
    expect(text).not.toContain("Costs");
  });

  test("shows warnings", () => {
    expect(text).toContain(
      "! region fsn1 holds a third or more of the voting power (2 of 4): losing it stops the chain",
    );
  });
});
