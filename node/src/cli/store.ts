import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import type { Command } from "commander";
import { memoryKeys } from "../da/ledger";
import { StoreOpenError } from "../store/storeFaults";
import { currentStoreVersion, readStoreVersion, undoStoreVersion } from "../store/storeVersion";

/** `store version`, `store undo`: the store's format, for going back to an earlier release; `store forget-da`. The node must be stopped. */
export function addStoreCommand(program: Command): void {
  const store = program.command("store").description("the node's store; stop the node first");
  store
    .command("version")
    .description("version of the store and of this node")
    .requiredOption("--data-dir <dir>", "data folder of the node")
    .action((options: { dataDir: string }) =>
      withStore(options.dataDir, async (db) => {
        const found = await readStoreVersion(db);
        process.stdout.write(`store ${found ?? "empty"}, node ${currentStoreVersion}\n`);
      }),
    );
  store
    .command("undo")
    .description("one version back, before an earlier release is run")
    .requiredOption("--data-dir <dir>", "data folder of the node")
    .action((options: { dataDir: string }) =>
      withStore(options.dataDir, async (db) => {
        process.stdout.write(`store ${await undoStoreVersion(db)}\n`);
      }),
    );
  store
    .command("forget-da")
    .description("forget what was read and sent there: for another DA, or one that begins anew")
    .requiredOption("--data-dir <dir>", "data folder of the node")
    .action((options: { dataDir: string }) =>
      withStore(options.dataDir, async (db) => {
        await db.batch(
          memoryKeys.map((key) => ({ type: "del" as const, key })),
          { sync: true },
        );
        process.stdout.write("the node finds its place on DA anew when it starts\n");
      }),
    );
}

async function withStore(
  dataDir: string,
  work: (db: ClassicLevel<string, Uint8Array>) => Promise<void>,
): Promise<void> {
  const dir = join(dataDir, "store");
  const db = new ClassicLevel<string, Uint8Array>(dir, { valueEncoding: "view", createIfMissing: false });
  try {
    await db.open();
  } catch (cause) {
    throw new StoreOpenError(dir, cause);
  }
  try {
    await work(db);
  } finally {
    await db.close();
  }
}
