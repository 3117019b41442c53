import { request } from "node:http";
import { join } from "node:path";
import type { Command } from "commander";
import { loadConfig } from "../config";
import { NodeError } from "../faults";

const defaultConfig = "/etc/cordillera/config.json";

/** The running node did not do as it was told. */
export class OrderError extends NodeError<"ORDER"> {
  constructor(what: string, cause?: unknown) {
    super("ORDER", what, { fix: "Ask on the host itself, while its node runs.", cause });
  }
}

/** `handover`: the holder of the lease gives it to another, before it is restarted for instance. */
export function addHandOverCommand(program: Command): void {
  program
    .command("handover")
    .description("hand the lease over at a height; on the holder's host only")
    .option("--config <file>", "configuration file of the running node", defaultConfig)
    .option("--to <name>", "host that takes over; absent: the next in order")
    .option("--at <height>", "first height of the new lease; absent: as soon as can be", Number)
    .action(async (options: { config: string; to?: string; at?: number }) => {
      const { dataDir } = loadConfig(options.config);
      const order = { ...(options.to && { to: options.to }), ...(options.at && { at: options.at }) };
      const answer = await giveOrder(join(dataDir, "control.sock"), "handover", order);
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
}

/** Gives an order to the node behind this socket. @throws ORDER */
export async function giveOrder(socketPath: string, name: string, order: object): Promise<unknown> {
  const { status, text } = await post(socketPath, `/${name}`, JSON.stringify(order)).catch((cause) => {
    throw new OrderError(`No node answers at ${socketPath}.`, cause);
  });
  const answer = JSON.parse(text) as { error?: string };
  if (status !== 200) throw new OrderError(answer.error ?? `The node answers ${status}.`);
  return answer;
}

function post(socketPath: string, path: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "POST", timeout: 5_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", reject);
    asked.end(body);
  });
}
