import { adminContracts, publishedContracts } from "./contracts/publishedContracts";
import { type AbiModule, renderAbiModule } from "./contracts/renderAbi";
import { settleGeneratedFiles } from "./generatedFile";
import { runTool } from "./runTool";
import { paths } from "./setup/paths";
import { contractsStep } from "./setup/sources";

// ABIs for the program and for the node, which import nothing of each other.
runTool(async () => {
  await contractsStep.ensure(() => undefined);
  const files = ["infra/resources/contracts/contractAbi.ts", "node/src/contracts/abi.ts"];
  const modules: AbiModule[] = [
    ...files.map((file) => ({ file, of: "network" as const, contracts: publishedContracts })),
    { file: "infra/resources/contracts/adminAbi.ts", of: "admin", contracts: adminContracts },
  ];
  return settleGeneratedFiles(
    modules.map((module) => ({ file: module.file, text: renderAbiModule(module) })),
    paths.root,
    "make abi",
  );
});
