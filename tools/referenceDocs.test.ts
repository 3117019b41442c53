import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderContractsReference } from "./contractsReference";
import { renderMetricsReference } from "./metricsReference";
import { makeNetworkJsonSchema } from "./networkJsonSchema";
import { renderDescriptionReference, renderPortReference } from "./referenceDocs";

const read = (file: string) => readFileSync(join(__dirname, "..", file), "utf8");

describe("generated reference", () => {
  test("describes the keys that the parser knows", () => {
    expect(read("docs/reference/description.md") === renderDescriptionReference()).toBe(true);
  });

  test("lists the ports that services have", () => {
    expect(read("docs/reference/ports.md") === renderPortReference()).toBe(true);
  });

  test("lists the metrics that the node serves", () => {
    expect(read("docs/reference/metrics.md") === renderMetricsReference()).toBe(true);
  });

  test("says of the contracts what their interfaces say", () => {
    expect(read("docs/reference/contracts.md") === renderContractsReference()).toBe(true);
  });

  test("gives editors the schema of the parser", () => {
    expect(JSON.parse(read("stacks/network.schema.json"))).toEqual(
      JSON.parse(JSON.stringify(makeNetworkJsonSchema())),
    );
  });
});
