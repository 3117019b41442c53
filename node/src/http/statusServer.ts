import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "../logger";
import type { ConsensusProxy } from "./consensusProxy";
import { type HealthCheck, healthChecks } from "./health";
import type { PayloadIntake } from "./payloadIntake";
import type { StatusDocument } from "./statusDocument";

export interface StatusServerModules {
  logger: Logger;
  health: () => Record<HealthCheck, string[]>;
  /** Told by /healthz beside the reasons; it stays 200. */
  degraded: () => string[];
  status: (height: number | undefined) => Promise<StatusDocument>;
  metrics: () => Promise<{ contentType: string; text: string }>;
  /** Told of every answer. */
  onAnswer?: (answer: { status: number; seconds: number }) => void;
  /** Takes the holder's payloads; absent where none are wanted. */
  intake?: Pick<PayloadIntake, "answer">;
  /** Headers for peers' light clients; absent where none are wanted. */
  consensus?: Pick<ConsensusProxy, "answer">;
  /** How CometBFT of this very host is to begin, as environment. */
  join?: (signal: AbortSignal) => Promise<string>;
}

/** /livez /readyz /healthz /status /metrics, and the payloads of holders, on the private address. */
export class StatusServer {
  private readonly server: Server;

  constructor(
    private readonly options: { host: string; port: number },
    private readonly modules: StatusServerModules,
  ) {
    this.server = createServer((request, response) => {
      const startedMs = performance.now();
      response.once("finish", () => {
        modules.onAnswer?.({ status: response.statusCode, seconds: (performance.now() - startedMs) / 1000 });
      });
      this.answer(request, response).catch((error: unknown) => {
        modules.logger.error("status request failed", { url: request.url, reason: String(error) });
        if (!response.headersSent) sendJson(response, 500, { reason: "internal error" });
      });
    });
    this.server.requestTimeout = 10_000;
    this.server.headersTimeout = 5_000;
  }

  /** Open connections. */
  async connections(): Promise<number> {
    return new Promise((resolve) => this.server.getConnections((_, count) => resolve(count ?? 0)));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.options.port, this.options.host, resolve);
    });
    return (this.server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async tellJoin(
    request: IncomingMessage,
    response: ServerResponse,
    join: NonNullable<StatusServerModules["join"]>,
  ): Promise<void> {
    if (!isOwn(request.socket)) {
      sendJson(response, 403, { reason: "only for CometBFT of this host" });
      return;
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const text = await join(gone.signal);
      response.writeHead(200, { "content-type": "text/plain" }).end(text);
    } catch (error) {
      if (!gone.signal.aborted) sendJson(response, 503, { reason: (error as Error).message });
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "POST" && request.url === "/payload" && this.modules.intake) {
      await this.modules.intake.answer(request, response);
      return;
    }
    if (request.method === "POST" && request.url === "/consensus" && this.modules.consensus) {
      await this.modules.consensus.answer(request, response);
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      sendJson(response, 405, { reason: "only GET" });
      return;
    }
    const url = new URL(request.url ?? "/", "http://status");
    const check = healthChecks.find((name) => url.pathname === `/${name}`);
    if (check) {
      const reasons = this.modules.health()[check];
      sendJson(response, reasons.length === 0 ? 200 : 503, {
        ok: reasons.length === 0,
        reasons,
        ...(check === "healthz" && { degraded: this.modules.degraded() }),
      });
    } else if (url.pathname === "/status") {
      const text = url.searchParams.get("height");
      if (text !== null && !/^\d{1,12}$/.test(text)) {
        sendJson(response, 400, { reason: `height: must be a whole number (got "${text.slice(0, 20)}")` });
        return;
      }
      sendJson(response, 200, await this.modules.status(text === null ? undefined : Number(text)));
    } else if (url.pathname === "/join" && this.modules.join) {
      await this.tellJoin(request, response, this.modules.join);
    } else if (url.pathname === "/metrics") {
      const { contentType, text } = await this.modules.metrics();
      response.writeHead(200, { "content-type": contentType }).end(text);
    } else {
      sendJson(response, 404, { reason: "known: /livez /readyz /healthz /status /metrics" });
    }
  }
}

// Only to this host: the question sets a limit to how long the answer may be tried.
function isOwn({ remoteAddress, localAddress }: Socket): boolean {
  return remoteAddress !== undefined && (remoteAddress === localAddress || remoteAddress.startsWith("127."));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
