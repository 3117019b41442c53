import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { NodeError } from "../faults";
import type { Logger } from "../logger";

export type ControlAction = (body: unknown) => unknown;

const longestBody = 10_000;

/** Orders of the operator, by a socket in the data folder: who may open the file may give them. */
export class ControlServer {
  private readonly server: Server;

  constructor(
    private readonly path: string,
    private readonly modules: { actions: Record<string, ControlAction>; logger: Logger },
  ) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        const status = error instanceof NodeError ? 409 : 500;
        modules.logger.warn("order refused", { url: request.url, reason: (error as Error).message });
        send(response, status, { error: (error as Error).message });
      });
    });
  }

  async listen(): Promise<void> {
    // A killed process leaves its socket behind; the store's lock has shown that no other one runs.
    rmSync(this.path, { force: true });
    const before = process.umask(0o077);
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once("error", reject);
        this.server.listen(this.path, resolve);
      });
    } finally {
      process.umask(before);
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = this.modules.actions[(request.url ?? "").slice(1)];
    if (!action || request.method !== "POST") return send(response, 404, { error: "no such order" });
    let text = "";
    for await (const chunk of request) {
      text += chunk;
      if (text.length > longestBody) return send(response, 413, { error: "too long" });
    }
    send(response, 200, (await action(JSON.parse(text || "{}"))) as object);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
