import type { Command } from "commander";
import { makeIdentity, readIdentity } from "../keys/identity";

/** `keys new`, `keys show`: the host's keys; prints their public facts as one line of JSON. */
export function addKeysCommand(program: Command): void {
  const keys = program.command("keys").description("keys of this host; private parts never leave it");
  keys
    .command("new")
    .description("make the keys that are missing, adopt those that are there")
    .requiredOption("--dir <dir>", "folder of the key files")
    .option("--data-dir <dir>", "data folder of CometBFT, for priv_validator_state.json")
    .action((options: { dir: string; dataDir?: string }) => {
      const facts = makeIdentity(options.dir, { consensusDataDir: options.dataDir });
      process.stdout.write(`${JSON.stringify(facts)}\n`);
    });
  keys
    .command("show")
    .description("public facts of the keys that are there")
    .requiredOption("--dir <dir>", "folder of the key files")
    .action((options: { dir: string }) => {
      process.stdout.write(`${JSON.stringify(readIdentity(options.dir))}\n`);
    });
}
