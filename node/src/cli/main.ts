import { Command } from "commander";
import { NodeError } from "../faults";
import { version } from "../version";
import { addHandOverCommand } from "./handover";
import { addKeysCommand } from "./keys";
import { addRebuildCommand } from "./rebuild";
import { addRegistrationCommands } from "./registration";
import { addStartCommand } from "./start";
import { addStatusCommand } from "./status";
import { addStoreCommand } from "./store";

const program = new Command("cordillera-node")
  .description("The sequencer node of Cordillera")
  .version(version);
addStartCommand(program);
addKeysCommand(program);
addRegistrationCommands(program);
addStoreCommand(program);
addStatusCommand(program);
addHandOverCommand(program);
addRebuildCommand(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof NodeError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
