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

  test("shows warnings", () => {
    expect(text).toContain(
      "! region fsn1 holds a third or more of the voting power (2 of 4): losing it stops the chain",
    );
  });
});
