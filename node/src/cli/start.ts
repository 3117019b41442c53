import type { Command } from "commander";
import { systemClock } from "../clock";
import { loadConfig } from "../config";
import type { NodeError } from "../faults";
import { type Logger, makeLogger } from "../logger";
import { SequencerNode } from "../node";
import { version } from "../version";

const stopLimitMs = 10_000;

/** `start --config FILE`: runs the node until SIGTERM. */
export function addStartCommand(program: Command): void {
  program
    .command("start")
    .requiredOption("--config <file>", "configuration file")
    .description("run the node until SIGTERM")
    .action(async (options: { config: string }) => {
      const config = loadConfig(options.config);
      const logger = makeLogger({ name: config.name, version }, process.env.CORDILLERA_LOG_LEVEL);
      failLoudly(logger);
      const onFatal = (error: NodeError) => refuse(logger, error);
      const node = await SequencerNode.start(config, { clock: systemClock, logger, onFatal });
      stopOnSignal(node, logger);
    });
}

// First signal: orderly, exit 0. Second, or too slow: exit 1, so that nothing reads it as a clean end.
function stopOnSignal(node: SequencerNode, logger: Logger): void {
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info("stopping", { signal });
    setTimeout(() => {
      logger.error("stopping took too long", { limitMs: stopLimitMs });
      process.exit(1);
    }, stopLimitMs).unref();
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(logger, "stop failed", error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function failLoudly(logger: Logger): void {
  process.on("uncaughtException", (error) => fail(logger, "uncaught exception", error));
  process.on("unhandledRejection", (error) => fail(logger, "unhandled rejection", error));
}

// Nothing is waited for: each further moment might be one with a signature that is not this host's, or a block that is
// said to be kept and is not.
function refuse(logger: Logger, error: NodeError): never {
  logger.error("refused", { code: error.code, reason: error.message });
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function fail(logger: Logger, what: string, error: unknown): never {
  logger.error(what, { reason: String((error as Error)?.stack ?? error) });
  process.exit(1);
}
