import { join } from "node:path";
import type { Command } from "commander";
import { systemClock } from "../clock";
import { loadConfig } from "../config";
import { leaveLease } from "./leaveLease";
import { giveOrder } from "./orders";
import { askStatus } from "./status";

const defaultConfig = "/etc/cordillera/config.json";

interface HandOverOptions {
  config: string;
  to?: string;
  at?: number;
  leaveWithin?: number;
}

/** `handover`: the holder of the lease gives it to another, before it is restarted for instance. */
export function addHandOverCommand(program: Command): void {
  program
    .command("handover")
    .description("hand the lease over at a height; on the holder's host only")
    .option("--config <file>", "configuration file of the running node", defaultConfig)
    .option("--to <name>", "host that takes over; absent: the next in order")
    .option("--at <height>", "first height of the new lease; absent: as soon as can be", Number)
    .option(
      "--leave-within <seconds>",
      "wait until another has the lease; nothing to do where this host does not hold it",
      Number,
    )
    .action(async (options: HandOverOptions) => {
      process.stdout.write(`${JSON.stringify(await handOver(options))}\n`);
    });
}

async function handOver({ config, to, at, leaveWithin }: HandOverOptions): Promise<unknown> {
  const { dataDir, httpAddress } = loadConfig(config);
  const socket = join(dataDir, "control.sock");
  const order = () => giveOrder(socket, "handover", { ...(to && { to }), ...(at && { at }) });
  if (!leaveWithin) return order();
  return leaveLease(leaveWithin * 1000, {
    clock: systemClock,
    status: () => askStatus(`http://${httpAddress}/status`),
    order: () => order() as Promise<{ at: number }>,
  });
}
