import type { Command } from "commander";
import { checkKeys } from "../keys/checkKeys";
import { makeIdentity, readIdentity } from "../keys/identity";

/** `keys new`, `keys show`, `keys check`: the host's keys; only their public facts are ever printed. */
export function addKeysCommand(program: Command): void {
  const keys = program.command("keys").description("keys of this host; private parts never leave it");
  keys
    .command("new")
    .description("make the keys that are missing, adopt those that are there")
    .requiredOption("--dir <dir>", "folder of the key files")
    .option("--data-dir <dir>", "data folder of CometBFT, for priv_validator_state.json")
    .option(
      "--remote-signer <key>",
      "public half of a consensus key that a remote signer holds (base64): none is made",
    )
    .action((options: { dir: string; dataDir?: string; remoteSigner?: string }) => {
      const { dir, dataDir: consensusDataDir, remoteSigner: remoteSignerKey } = options;
      const facts = makeIdentity(dir, { consensusDataDir, remoteSignerKey });
      process.stdout.write(`${JSON.stringify(facts)}\n`);
    });
  keys
    .command("show")
    .description("public facts of the keys that are there")
    .requiredOption("--dir <dir>", "folder of the key files")
    .action((options: { dir: string }) => {
      process.stdout.write(`${JSON.stringify(readIdentity(options.dir))}\n`);
    });
  keys
    .command("check")
    .description("modes, pairs and declared addresses of the keys; every fault at once, exit code 1 if any")
    .requiredOption("--dir <dir>", "folder of the key files")
    .option("--declared <file>", "identity.json of this host's generation")
    .option("--data-dir <dir>", "data folder of CometBFT, for priv_validator_state.json")
    .action((options: { dir: string; declared?: string; dataDir?: string }) => {
      const { dir, declared: declaredFile, dataDir: consensusDataDir } = options;
      const { faults, notes } = checkKeys({ dir, declaredFile, consensusDataDir });
      for (const note of notes) process.stdout.write(`note: ${note}\n`);
      for (const fault of faults) process.stdout.write(`fault: ${fault}\n`);
      process.stdout.write(faults.length === 0 ? "keys are in order\n" : `${faults.length} faults\n`);
      if (faults.length > 0) process.exitCode = 1;
    });
}
