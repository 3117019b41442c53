import { publishedContracts } from "./contracts/publishedContracts";
import { renderAbiModule } from "./contracts/renderAbi";
import { settleGeneratedFiles } from "./generatedFile";
import { runTool } from "./runTool";
import { paths } from "./setup/paths";
import { run } from "./setup/run";

// ABIs for the program and for the node, which import nothing of each other.
runTool(async () => {
  await run("npm", ["run", "--silent", "build:contracts"]);
  const files = ["infra/resources/contractAbi.ts", "node/src/contracts/abi.ts"];
  return settleGeneratedFiles(
    files.map((file) => ({ file, text: renderAbiModule(publishedContracts, file) })),
    paths.root,
    "make abi",
  );
});
