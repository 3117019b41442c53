import { createServer, type Server, type Socket } from "node:net";
import { Request, Response } from "cosmjs-types/tendermint/abci/types";
import type { Logger } from "../logger";
import { encodeFrame, FrameReader } from "./framing";

/** Answers one request; the signal is aborted when nobody waits for the answer any more. */
export type AbciHandler = (request: Request, signal: AbortSignal) => Promise<Response>;

export interface AbciServerOptions {
  host: string;
  port: number;
}

/** The ABCI socket protocol: any number of connections, each answered strictly in order of its requests. */
export class AbciServer {
  private readonly server: Server;
  private readonly sockets = new Map<Socket, Promise<void>>();

  constructor(
    private readonly options: AbciServerOptions,
    private readonly modules: { handle: AbciHandler; logger: Logger },
  ) {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  get connections(): number {
    return this.sockets.size;
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.options.port, this.options.host, resolve);
    });
    return (this.server.address() as { port: number }).port;
  }

  /** Lets requests in flight end within the grace time, then closes every connection. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const idle = Promise.all(this.sockets.values());
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      idle,
      new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      }),
    ]);
    clearTimeout(timer);
    for (const socket of this.sockets.keys()) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    const reader = new FrameReader();
    const gone = new AbortController();
    let queue = Promise.resolve();
    this.sockets.set(socket, queue);
    socket.on("data", (chunk) => {
      let frames: Buffer[];
      try {
        frames = reader.push(chunk);
      } catch (error) {
        this.modules.logger.error("ABCI connection closed", { reason: (error as Error).message });
        socket.destroy();
        return;
      }
      for (const frame of frames) queue = queue.then(() => this.answer(socket, frame, gone.signal));
      this.sockets.set(socket, queue);
    });
    socket.on("error", (error) => this.modules.logger.debug("ABCI socket", { reason: error.message }));
    socket.on("close", () => {
      gone.abort();
      this.sockets.delete(socket);
    });
  }

  private async answer(socket: Socket, frame: Buffer, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let response: Response;
    try {
      response = await this.modules.handle(Request.decode(frame), signal);
    } catch (error) {
      if (signal.aborted) return;
      // CometBFT stops on an exception, so handlers keep this for what they cannot serve at all.
      this.modules.logger.error("ABCI request failed", { reason: String((error as Error).stack ?? error) });
      response = Response.fromPartial({ exception: { error: (error as Error).message } });
    }
    if (!signal.aborted) socket.write(encodeFrame(Response.encode(response).finish()));
  }
}
