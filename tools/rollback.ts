import { join } from "node:path";
import { changeStack } from "./pulumi/changeStack";
import { previewStack } from "./pulumi/previewStack";
import { chooseUpdate } from "./rollback/chooseUpdate";
import { FileSwap } from "./rollback/fileSwap";
import { readHistory } from "./rollback/history";
import { renderHistory } from "./rollback/historyTable";
import { findOneWay } from "./rollback/oneWay";
import { missingLocalImages, readPresentPlan, readPrices, readSettings } from "./rollback/present";
import { openRepository } from "./rollback/repository";
import { readRestoration } from "./rollback/restoration";
import { assertLocalImages, rollBack } from "./rollback/rollBack";
import { runTool } from "./runTool";
import { paths } from "./setup/paths";
import { askOnTerminal } from "./terminal/ask";
import { namedStack } from "./terminal/namedStack";

/** What makes resources out of a description. */
const programFolders = ["infra", "contracts/src", "Pulumi.yaml", "package-lock.json"];

// Without TO= the updates are listed, with it the stack goes back to one of them.
runTool(async () => {
  const stack = namedStack();
  const repository = openRepository(paths.root);
  const updates = await readHistory(stack);
  const { TO } = process.env;
  if (!TO) {
    console.log(renderHistory(updates, repository.hasCommit));
    console.log(`make rollback STACK=${stack} TO=<number, or beginning of time or commit>`);
    return 0;
  }
  const update = chooseUpdate(updates, TO, repository.hasCommit);
  const sources = { stack, rootDir: paths.root, repository, prices: readPrices() };
  const restoration = readRestoration(update, sources);
  assertLocalImages(update, await missingLocalImages(restoration.plan));
  const present = await readPresentPlan(updates, sources);
  await rollBack(
    {
      stack,
      update,
      restoration,
      oneWay: findOneWay(present ?? restoration.plan, restoration.plan),
      programChanges: repository.changedSince(update.commit!, programFolders),
      settings: await readSettings(stack),
      isIgnored: repository.ignores,
      swap: new FileSwap(
        paths.root,
        join(paths.cache, "rollback", `${stack}-${new Date().toISOString().replaceAll(":", "-")}`),
      ),
    },
    {
      print: (line) => console.log(line),
      preview: () => previewStack(stack),
      confirm,
      up: (message) => changeStack("up", stack, ["--message", message]),
    },
  );
  return 0;
});

async function confirm(): Promise<boolean> {
  if (process.env.YES) return true;
  return (await askOnTerminal?.("\nGo back like this? Type yes: "))?.trim() === "yes";
}
