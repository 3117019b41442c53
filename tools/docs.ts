import { join } from "node:path";
import { renderContractsReference } from "./contractsReference";
import { settleGeneratedFiles } from "./generatedFile";
import { renderMetricsReference } from "./metricsReference";
import { makeNetworkJsonSchema } from "./networkJsonSchema";
import { renderDescriptionReference, renderPortReference } from "./referenceDocs";
import { runTool } from "./runTool";

runTool(() =>
  settleGeneratedFiles(
    [
      { file: "docs/reference/description.md", text: renderDescriptionReference() },
      { file: "docs/reference/ports.md", text: renderPortReference() },
      { file: "docs/reference/metrics.md", text: renderMetricsReference() },
      { file: "docs/reference/contracts.md", text: renderContractsReference() },
      { file: "stacks/network.schema.json", text: `${JSON.stringify(makeNetworkJsonSchema(), null, 2)}\n` },
    ],
    join(__dirname, ".."),
  ),
);
