import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { DevnetChain } from "./devnetChain";
import type { FaultQueue } from "./faults";
import { methods, RpcFault } from "./methods";

const maxBodyBytes = 16 * 1024 * 1024;

export interface HttpModules {
  chain: DevnetChain;
  faults: FaultQueue;
  /** Absent: everybody may write, as with celestia-node's --rpc.skip-auth. */
  token?: string;
}

/** celestia-node's JSON-RPC at `/`; what is to go wrong next at `/faults`. */
export class DevnetHttp {
  private readonly listener: Server;
  isAway = false;

  constructor(private readonly modules: HttpModules) {
    this.listener = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        if (!response.headersSent) send(response, 500, { reason: (error as Error).message });
      });
    });
  }

  async listen(at: { host: string; port: number }): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.listener.once("error", reject);
      this.listener.listen(at.port, at.host, resolve);
    });
    return (this.listener.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    this.listener.closeAllConnections();
    await new Promise<void>((resolve) => this.listener.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { chain, faults } = this.modules;
    const path = request.url ?? "/";
    if (path === "/faults" && request.method === "PUT") {
      const body = JSON.parse((await readBody(request)) || "{}") as { faults?: unknown; away?: boolean };
      faults.set(body.faults ?? []);
      this.isAway = body.away === true;
    }
    if (path === "/faults") return send(response, 200, { away: this.isAway, faults: faults.waiting });
    if (path === "/healthz") return send(response, 200, { height: chain.height });
    if (request.method !== "POST") return send(response, 405, { reason: "JSON-RPC wants POST" });
    if (this.isAway) {
      request.socket.destroy();
      return;
    }
    await this.answerRpc(request, response);
  }

  private async answerRpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { chain, faults, token } = this.modules;
    const given = request.headers.authorization?.replace(/^Bearer /, "");
    if (token !== undefined && given !== undefined && given !== token) {
      response.writeHead(401).end();
      return;
    }
    const {
      id,
      method,
      params = [],
    } = JSON.parse(await readBody(request)) as {
      id: unknown;
      method: string;
      params?: unknown[];
    };
    const fault = faults.take(method);
    if (fault?.kind === "drop") {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === "rateLimit") {
      response.writeHead(429, { "retry-after": "1" }).end("Too Many Requests\n");
      return;
    }
    if (fault?.kind === "delay") await delay(fault.ms ?? 1000);
    const known = methods[method];
    try {
      if (!known) throw new RpcFault(`method '${method}' not found`);
      if (known.needsWrite && token !== undefined && given === undefined) {
        throw new RpcFault(`missing permission to invoke '${method.split(".")[1]}' (need 'write')`);
      }
      send(response, 200, { jsonrpc: "2.0", result: await known.answer(chain, params, fault), id });
    } catch (error) {
      if (!(error instanceof RpcFault)) throw error;
      send(response, 200, { jsonrpc: "2.0", error: { code: 1, message: error.message }, id });
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > maxBodyBytes) throw new RangeError("request body too large");
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
