import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseNetwork } from "../../infra/config/parseNetwork";
import { planNetwork } from "../../infra/plan/planNetwork";
import { countChanges } from "./changeCount";
import { describeManyHosts, shiftDescription } from "./descriptions";
import { figuresJson, measures, missedGoals, renderFigures } from "./figures";

const root = join(__dirname, "../..");
const read = (file: string) => ({ file, text: readFileSync(join(root, file), "utf8") });
const releases = { local: read("golden/release.yaml") };

describe("shiftDescription", () => {
  test("makes a valid network that shares no port, address or name with the local one", () => {
    const local = read("stacks/local.yaml");
    const shifted = { file: "bench", text: shiftDescription(local.text) };
    const [here, there] = [local, shifted].map((description) =>
      planNetwork(parseNetwork({ stack: "x", description, releases })),
    );
    const ports = (plan = here!) =>
      plan.hosts.flatMap(({ publish }) => publish.map(({ hostPort }) => hostPort));
    expect(ports(there).filter((port) => ports(here).includes(port))).toEqual([]);
    expect(there!.privateCidr).not.toBe(here!.privateCidr);
    expect(there!.network).not.toBe(here!.network);
    expect(there!.hosts.map(({ name }) => name)).toEqual(here!.hosts.map(({ name }) => name));
  });
});

describe("describeManyHosts", () => {
  test("describes a network that keeps every rule", () => {
    const text = describeManyHosts(60);
    expect(parse(text).hosts).toHaveLength(60);
    const plan = planNetwork(parseNetwork({ stack: "many", description: { file: "many", text }, releases }));
    expect(plan.hosts).toHaveLength(60);
  });
});

describe("countChanges", () => {
  test("adds up what an operation touched", () => {
    expect(
      countChanges(
        "\nResources:\n    + 3 created\n    ~ 1 updated\n    +-2 replaced\n    6 changes. 20 unchanged\n",
      ),
    ).toBe(6);
  });
  test("is zero where all is as it was", () => {
    expect(countChanges("\nResources:\n    32 unchanged\n\nDuration: 3s\n")).toBe(0);
  });
});

describe("figures", () => {
  test("a goal with a reach holds on both sides, and what was not measured is missed", () => {
    const { goal } = measures.blockIntervalMeanSeconds;
    expect([1.94, 1.95, 2, 2.05, 2.06].map((value) => goal.isMet(value))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(missedGoals({ secondUpChanges: 0 })).not.toContain("secondUpChanges");
    expect(missedGoals({})).toHaveLength(Object.keys(measures).length);
  });

  test("the file holds value, unit and goal of what was measured", () => {
    expect(JSON.parse(figuresJson({ secondUpSeconds: 4.12345 }))).toEqual({
      secondUpSeconds: { value: 4.123, unit: "s", goal: "≤ 8" },
    });
  });

  test("the table says which goals are met", () => {
    const rows = renderFigures({ secondUpSeconds: 4, previewSeconds: 99 }).split("\n");
    expect(rows.find((row) => row.includes("secondUpSeconds"))).toMatch(/ 4 s .* yes /);
    expect(rows.find((row) => row.includes("previewSeconds"))).toMatch(/ 99 s .* NO /);
    expect(rows.find((row) => row.includes("memoryPerHostMb"))).toMatch(/ not measured .* NO /);
  });
});
